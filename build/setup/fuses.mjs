// @ts-check
import { open } from 'node:fs/promises';

/**
 * Electron's fuses: switches in the executable itself, one character each, after a sentinel, a
 * version and a count. See https://www.electronjs.org/docs/latest/tutorial/fuses and `build/fuses`
 * in Electron.
 */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
/** The position of each fuse that we set, in version 1 of the wire. */
const positions = /** @type {const} */ ({ nodeCliInspect: 3, browserSnapshot: 6 });
const on = '1'.charCodeAt(0);
const off = '0'.charCodeAt(0);

/** @typedef {keyof typeof positions} Fuse */

/**
 * Sets fuses of an Electron executable, in place.
 *
 * @param {string} executable
 * @param {Readonly<Partial<Record<Fuse, boolean>>>} wanted
 * @throws {Error} when the executable has no fuse wire that is known, or another state afterwards
 */
export async function setFuses(executable, wanted) {
  const file = await open(executable, 'r+');
  try {
    const wire = await findWire(file);
    const changes = /** @type {[Fuse, boolean][]} */ (Object.entries(wanted));
    for (const [fuse, value] of changes) {
      const position = wire + positions[fuse];
      if (![on, off].includes(await byteAt(file, position))) {
        throw new Error(`the fuse ${fuse} can be neither on nor off in this Electron`);
      }
      await file.write(Buffer.from([value ? on : off]), 0, 1, position);
    }
    for (const [fuse, value] of changes) {
      if ((await byteAt(file, wire + positions[fuse])) !== (value ? on : off)) {
        throw new Error(`the fuse ${fuse} could not be set`);
      }
    }
  } finally {
    await file.close();
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<number>} where the first fuse is, in bytes
 */
async function findWire(file) {
  const content = await file.readFile();
  const at = content.indexOf(sentinel);
  const header = at + sentinel.length;
  const [version, count] = at < 0 ? [] : content.subarray(header, header + 2);
  if (version !== 1 || count === undefined || count <= Math.max(...Object.values(positions))) {
    throw new Error('no fuses of a known version in this executable');
  }
  if (content.includes(sentinel, header)) throw new Error('more than one fuse wire');
  return header + 2;
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 */
async function byteAt(file, position) {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
  return buffer[0] ?? 0;
}
