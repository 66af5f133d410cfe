import { readFile } from 'node:fs';
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
