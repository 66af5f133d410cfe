import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** The most that is read of a file: 100,000 sockets. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Reads a file of `/proc` to its end, or to the last whole line within a limit. Such files report a
 * size of 0 and are read page by page; the promise form of `readFile` takes the first page for the
 * whole file in older Nodes (18).
 *
 * @param most bytes; any user can make the files of sockets long
 * @returns rejects as `open` and `read` do
 */
export async function readProc(path: string, most = mostBytes): Promise<string> {
  const file = await open(path, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let length = 0; length < most;) {
      const piece = Buffer.allocUnsafe(pieceLength);
      const { bytesRead } = await file.read(piece, 0, pieceLength, null);
      if (bytesRead === 0) return Buffer.concat(pieces).toString('utf8');
      pieces.push(piece.subarray(0, bytesRead));
      length += bytesRead;
    }
    const text = Buffer.concat(pieces).toString('utf8');
    return text.slice(0, text.lastIndexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

const pieceLength = 64 * 1024;

/**
 * Shared: a buffer for each of hundreds of files a second would keep the garbage collector busy.
 */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Reads the first 64 KiB of a file of /proc synchronously.
 *
 * @throws when it cannot be read, for example because the process ended
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
