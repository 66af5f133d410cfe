import { lstat, unlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connectOnce } from '#transport/connect-once';

/** How long an ending helper may still seem to listen, in milliseconds. */
const dyingLimit = 1_000;

/**
 * Removes a socket file that has no listener, as a killed helper leaves it. One with a listener
 * stays.
 *
 * @returns whether the path is free
 */
export async function removeStaleSocket(path: string): Promise<boolean> {
  const deadline = Date.now() + dyingLimit;
  do {
    const found = await lstat(path).catch(() => null);
    if (found === null) return true;
    if (!found.isSocket()) return false;
    if ((await connectOnce(path)) === 'ECONNREFUSED') {
      return unlink(path).then(
        () => true,
        () => false,
      );
    }
    await delay(25);
  } while (Date.now() < deadline);
  return false;
}
