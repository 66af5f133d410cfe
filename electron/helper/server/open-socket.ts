import { constants } from 'node:fs';
import { chown, lstat, open, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { connectOnce } from '#transport/connect-once';
import { checkFolderOf, createFolder } from '#transport/trusted-path';

/** open(2); Node has no name for it. Opens the file itself, whatever it is. */
const O_PATH = 0o10000000;

/** How long an ending helper may still seem to listen, in milliseconds. */
const dyingLimit = 2_000;

/**
 * Makes a server listen on a unix socket of mode 0600 that belongs to `owner`.
 *
 * @returns UNTRUSTED_PATH when another user could replace the socket, NAME_IN_USE when a program
 *   listens there or a file is in its place, PERMISSION_DENIED when it cannot be opened
 */
export async function openSocket(
  server: Server,
  path: string,
  owner: number,
): Promise<Result<void>> {
  try {
    await createFolder(dirname(path), 0o755);
    const trusted = await checkFolderOf(path, [process.getuid?.() ?? 0, owner]);
    if (!trusted.ok) return trusted;
    const free = await removeDeadSocket(path);
    if (!free.ok) return free;
    await listen(server, path);
    const given = await giveTo(owner, path);
    if (!given) {
      server.close();
      return err(appError('UNTRUSTED_PATH', msg('trust.replaced', { path }), { path }));
    }
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(appError('PERMISSION_DENIED', msg('launch.noSocket', { path, reason }), { path }));
  }
}

/** The socket must never be open to others, not even between bind and chmod. */
async function listen(server: Server, path: string): Promise<void> {
  const umask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } finally {
    process.umask(umask);
  }
}

/**
 * Gives the socket to its owner, by the file that was opened: a path could lead to another file by
 * now.
 *
 * @returns false when there is no socket of ours at the path
 */
async function giveTo(owner: number, path: string): Promise<boolean> {
  const own = process.getuid?.() ?? 0;
  const file = await open(path, O_PATH | constants.O_NOFOLLOW);
  try {
    const stats = await file.stat();
    if (!stats.isSocket() || stats.uid !== own || stats.nlink !== 1) return false;
    if (owner !== own) await chown(`/proc/self/fd/${String(file.fd)}`, owner, -1);
    return true;
  } finally {
    await file.close();
  }
}

/** Removes a socket that has no listener, as a killed helper leaves it. */
async function removeDeadSocket(path: string): Promise<Result<void>> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return ok(undefined);
  if (!stats.isSocket()) {
    return err(appError('NAME_IN_USE', msg('launch.notSocket', { path }), { socket: path }));
  }
  const deadline = Date.now() + dyingLimit;
  while (!(await isDead(path))) {
    if (Date.now() > deadline) {
      return err(appError('NAME_IN_USE', msg('launch.socketTaken', { path }), { socket: path }));
    }
    await delay(50);
  }
  await rm(path, { force: true });
  return ok(undefined);
}

/**
 * Whether a path is that of a socket without a listener, as a killed helper leaves it, in a folder
 * where only root and the socket's owner can replace it.
 */
export async function isAbandonedSocket(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => null);
  if (stats?.isSocket() !== true) return false;
  const trusted = await checkFolderOf(path, [process.getuid?.() ?? 0, stats.uid]);
  return trusted.ok && (await isDead(path));
}

/**
 * Whether no program listens: only a refusal shows it. One that is too busy to accept (EAGAIN) is
 * alive.
 */
async function isDead(path: string): Promise<boolean> {
  const code = await connectOnce(path);
  if (code === 'EACCES') return isDeadOf(path);
  return code === 'ECONNREFUSED' || code === 'ENOENT';
}

/**
 * The same for a socket of another user, to which this process has no right to connect (unix(7)):
 * it takes the socket for that long. By the opened file, so that nothing else is taken.
 */
async function isDeadOf(path: string): Promise<boolean> {
  const own = process.getuid?.() ?? 0;
  const file = await open(path, O_PATH | constants.O_NOFOLLOW).catch(() => null);
  if (file === null) return false;
  try {
    const { uid, nlink } = await file.stat();
    const place = `/proc/self/fd/${String(file.fd)}`;
    if (uid === own || nlink !== 1) return false;
    await chown(place, own, -1);
    const isRefused = (await connectOnce(place)) === 'ECONNREFUSED';
    if (!isRefused) await chown(place, uid, -1);
    return isRefused;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
