import { CallFailed, libcCall } from './libc';

const flock = libcCall('int flock(int, int)');

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/**
 * Locks an open file exclusively, see flock(2). The kernel releases the lock when the file is
 * closed, also because its process ended in whatever way.
 *
 * @returns false when somebody else holds the lock
 * @throws CallFailed when the file cannot be locked at all
 */
export function tryLock(fd: number): boolean {
  try {
    flock(fd, LOCK_EX | LOCK_NB);
    return true;
  } catch (error) {
    if (error instanceof CallFailed && error.errno === EWOULDBLOCK) return false;
    throw error;
  }
}
