import { closeSync, openSync, readSync } from 'node:fs';

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
