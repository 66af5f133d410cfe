import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { checkFolder, createFolder } from '#transport/trusted-path';
import { namespaceInode } from '../system/proc/processes';
import { holdLock, isAbandonedLock, type HeldLock } from './held-lock';

const folder = '/run/portolan';
const lockFile = /^netns-[0-9]+\.lock$/;

/**
 * Ensures that only one helper acts in a network namespace. Waits a moment for one that ends.
 *
 * @returns the lock; NAME_IN_USE when another helper runs here, UNTRUSTED_PATH when others can
 *   write to the folder of the locks, PERMISSION_DENIED when it cannot be written
 */
export async function lockNamespace(): Promise<Result<HeldLock>> {
  try {
    await createFolder(folder, 0o755);
    const trusted = await checkFolder(folder, [process.getuid?.() ?? 0]);
    if (!trusted.ok) return trusted;
    const lock = await holdLock(await ownLockPath());
    return 'holder' in lock ? err(taken(lock.holder)) : ok(lock);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(appError('PERMISSION_DENIED', msg('launch.noLock', { folder, reason }), { folder }));
  }
}

/**
 * The same for a look at a namespace, which creates nothing.
 *
 * @returns NAME_IN_USE when a helper runs here
 */
export async function expectNoHelper(): Promise<Result<void>> {
  const path = await ownLockPath();
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  return !isThere || (await isAbandonedLock(path)) ? ok(undefined) : err(taken('?'));
}

/** The lock files that killed helpers left behind, in whatever namespace they were. */
export async function abandonedLocks(): Promise<readonly string[]> {
  const trusted = await checkFolder(folder, [process.getuid?.() ?? 0]);
  if (!trusted.ok) return [];
  const names = (await readdir(folder).catch(() => [])).filter((name) => lockFile.test(name));
  const found: string[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (await isAbandonedLock(path)) found.push(path);
  }
  return found;
}

/** Removes these files, except one that a helper holds by now. */
export async function sweepLocks(): Promise<void> {
  for (const path of await abandonedLocks()) await isAbandonedLock(path, true);
}

async function ownLockPath(): Promise<string> {
  return join(folder, `netns-${String(await namespaceInode('self'))}.lock`);
}

function taken(holder: string): AppError {
  const text = msg('launch.namespaceTaken', { pid: holder });
  return appError('NAME_IN_USE', text, holder === '?' ? {} : { pid: Number(holder) });
}
