import { closeSync, openSync, readFile, readSync } from 'node:fs';
import { promisify } from 'node:util';

const readWhole = promisify(readFile);

/**
 * Reads a whole file of `/proc`, however long it is. Such files report a size of 0 and are read
 * page by page; the promise form of `readFile` takes the first page for the whole file in older Nodes
 * (18).
 *
 * @returns rejects as `readFile` does
 */
export function readProc(path: string): Promise<string> {
  return readWhole(path, 'utf8');
}

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
