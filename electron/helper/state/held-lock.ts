import { constants } from 'node:fs';
import { lstat, open, unlink, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { tryLock } from '#native/file-lock';

/** How long to wait for a holder that is about to end, in milliseconds. */
const patience = 2_000;

/** A lock that this process holds until it releases it or ends. */
export interface HeldLock {
  /** Releases the lock and removes its file. */
  release(): Promise<void>;
}

/**
 * Takes a lock that the kernel holds for this process (flock(2)): it ends with the process, however
 * that ends, and one that has ended but was not reaped yet holds nothing. The file names the process
 * for people to read; its content decides nothing. Waits a moment for a holder that ends.
 *
 * @param path in a folder that only root and the owner can write to
 * @returns the holder's process id as the file names it when another process holds the lock
 * @throws when the file cannot be opened, or is not a regular file
 */
export async function holdLock(path: string): Promise<HeldLock | { readonly holder: string }> {
  const deadline = Date.now() + patience;
  for (;;) {
    const file = await openLock(path);
    if (tryLock(file.fd) && (await isStill(file, path))) {
      await file.truncate(0);
      await file.write(`${String(process.pid)}\n`, 0);
      return {
        async release() {
          // Removed while it is held: who opened it before finds out by `isStill`.
          await unlink(path).catch(() => undefined);
          await file.close();
        },
      };
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    await file.close();
    if (Date.now() > deadline) return { holder: pidIn(buffer.toString('latin1', 0, bytesRead)) };
    await delay(50);
  }
}

/**
 * Whether a lock file is there that no process holds, as a killed one leaves it.
 *
 * @param remove whether to remove it then; whoever waits for it creates another
 */
export async function isAbandonedLock(path: string, remove = false): Promise<boolean> {
  const file = await openLock(path, 0).catch(() => null);
  if (file === null) return false;
  try {
    const isFree = tryLock(file.fd) && (await isStill(file, path));
    if (isFree && remove) await unlink(path);
    return isFree;
  } finally {
    await file.close();
  }
}

/** Neither a link nor a pipe is followed or waited for; others may not open it, and so not lock it. */
async function openLock(path: string, creation: number = constants.O_CREAT): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags | creation, 0o600);
  const stats = await file.stat();
  if (stats.isFile() && stats.uid === (process.getuid?.() ?? 0)) {
    if ((stats.mode & 0o077) !== 0) await file.chmod(0o600);
    return file;
  }
  await file.close();
  throw new Error(`${path} is not a lock file of this program`);
}

/** Whether the path still leads to the file, which a former holder may have removed meanwhile. */
async function isStill(file: FileHandle, path: string): Promise<boolean> {
  const [opened, there] = await Promise.all([file.stat(), lstat(path).catch(() => null)]);
  return there?.ino === opened.ino && there.dev === opened.dev;
}

function pidIn(text: string): string {
  return /^[0-9]{1,10}/.exec(text)?.[0] ?? '?';
}
