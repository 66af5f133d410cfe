import { chmod, lstat, mkdir, readFile, readlink } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';

/** Symbolic links that are followed on the way to a folder, as the kernel does (ELOOP). */
const mostLinks = 40;

/**
 * Checks that only root and certain users can replace a folder or what is in it: it and all folders
 * above belong to them, and nobody else may write there. A folder with the sticky bit, such as
 * /tmp, may lie above, because only the owner of an entry can rename or remove it. A symbolic link
 * counts as its target when it lies in such a folder itself.
 *
 * In a user namespace without the system's root, the files of root and those of all users outside
 * look the same. Folders above may belong to these.
 *
 * @param folder absolute; it must exist
 * @param users uids that are trusted besides root
 * @returns UNTRUSTED_PATH with the first folder that fails, and why
 */
export async function checkFolder(folder: string, users: readonly number[]): Promise<Result<void>> {
  const outside = await uidOfStrangers();
  const trusted = new Set([0, ...users]);
  let links = 0;
  const check = async (path: string, isLast: boolean): Promise<Result<void>> => {
    const found = await lstat(path).catch(() => null);
    if (found === null) return err(untrusted(folder, path, 'gone'));
    const belongs = trusted.has(found.uid) || (!isLast && found.uid === outside);
    if (!belongs) return err(untrusted(folder, path, 'owner', found.uid));
    if (path !== '/') {
      const above = await check(dirname(path), false);
      if (!above.ok) return above;
    }
    if (found.isSymbolicLink()) {
      links += 1;
      if (links > mostLinks) return err(untrusted(folder, path, 'gone'));
      return check(resolve(dirname(path), await readlink(path)), isLast);
    }
    if (!found.isDirectory()) return err(untrusted(folder, path, 'file'));
    return isWritableByOthers(found, isLast)
      ? err(untrusted(folder, path, 'writable'))
      : ok(undefined);
  };
  return check(resolve(folder), true);
}

/**
 * Creates a folder, with those above that do not exist, all of the same mode whatever the umask.
 *
 * @returns rejects when it cannot be created
 */
export async function createFolder(folder: string, mode: number): Promise<void> {
  const path = resolve(folder);
  const first = await mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let created = path; created.length >= first.length; created = dirname(created)) {
    await chmod(created, mode);
  }
}

/** As {@link checkFolder}, for the folder of a file. */
export function checkFolderOf(file: string, users: readonly number[]): Promise<Result<void>> {
  return checkFolder(dirname(resolve(file)), users);
}

function isWritableByOthers({ mode, gid }: Stats, isLast: boolean): boolean {
  const isSticky = (mode & 0o1000) !== 0;
  if (isSticky && !isLast) return false;
  const groupMayWrite = (mode & 0o020) !== 0 && gid !== 0 && (isLast || gid !== process.getgid?.());
  return groupMayWrite || (mode & 0o002) !== 0;
}

type Reason = 'gone' | 'owner' | 'file' | 'writable';

function untrusted(folder: string, path: string, reason: Reason, uid?: number) {
  const why = {
    gone: msg('trust.gone', { path }),
    owner: msg('trust.owner', { path, uid: String(uid) }),
    file: msg('trust.notFolder', { path }),
    writable: msg('trust.writable', { path }),
  }[reason];
  return appError('UNTRUSTED_PATH', why, { folder, path });
}

/**
 * The uid under which all users appear that are not mapped into this user namespace
 * (user_namespaces(7)); undefined where root is mapped to itself, so that no stranger is root.
 */
async function uidOfStrangers(): Promise<number | undefined> {
  const [map, overflow] = await Promise.all(
    [join('/proc', 'self', 'uid_map'), '/proc/sys/kernel/overflowuid'].map((path) =>
      readFile(path, 'utf8').catch(() => ''),
    ),
  );
  const isInitial = /^\s*0\s+0\s+[0-9]{6,}\s*$/.test(map ?? '');
  return isInitial || overflow === '' ? undefined : Number(overflow);
}
