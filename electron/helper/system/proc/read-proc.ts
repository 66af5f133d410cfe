import { closeSync, openSync, readFile, readSync } from 'node:fs';
import { promisify } from 'node:util';

const readWhole = promisify(readFile);

/**
 * Reads a file of `/proc` whole, however long it is. Such files claim a size of 0 and come in pieces of a page; the
 * promise form of `readFile` in Node 18, which Electron carries, takes the first piece for all of it.
 *
 * @returns rejected as `readFile` is
 */
export function readProc(path: string): Promise<string> {
  return readWhole(path, 'utf8');
}

/** One for all: a buffer for each of hundreds of files a second would keep the garbage collector busy. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Reads a small file of /proc at once, its first 64 KiB.
 *
 * @throws when it cannot be read, such as when the process has gone
 */
export function readSmallFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (;;) {
      const bytes = readSync(file, buffer, length, buffer.length - length, null);
      length += bytes;
      if (bytes === 0 || length === buffer.length) return buffer.toString('latin1', 0, length);
    }
  } finally {
    closeSync(file);
  }
}
