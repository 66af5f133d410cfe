import { join } from 'node:path';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { checkFolder, createFolder } from '#transport/trusted-path';
import { namespaceInode } from '../system/proc/processes';
import { holdLock, type HeldLock } from './held-lock';

const folder = '/run/portolan';

/**
 * Ensures that only one helper acts in a network namespace. Waits a moment for one that ends.
 *
 * @returns the lock; NAME_IN_USE when another helper runs here, UNTRUSTED_PATH when others can
 *   write to the folder of the locks
 */
export async function lockNamespace(): Promise<Result<HeldLock>> {
  const inode = await namespaceInode('self');
  await createFolder(folder, 0o755);
  const trusted = await checkFolder(folder, [process.getuid?.() ?? 0]);
  if (!trusted.ok) return trusted;
  const lock = await holdLock(join(folder, `netns-${String(inode)}.lock`));
  if (!('holder' in lock)) return ok(lock);
  const text = msg('launch.namespaceTaken', { pid: lock.holder });
  return err(appError('NAME_IN_USE', text, { pid: Number(lock.holder) }));
}
