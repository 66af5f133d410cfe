import { readFile } from 'node:fs/promises';
import {
  isWithin,
  parseProcessUsers,
  parseSubordinateIds,
  parseUidMap,
  type IdRange,
} from './parse-user-ids';
import { readProc } from './read-proc';
import { userName } from './users';

/**
 * Whether a process can be one that a user started without root's help: it runs as this user, or in
 * a user namespace that maps the user, or only ids that are subordinate to the user (subuid(5)).
 * Only root can start such a process for somebody else.
 *
 * @returns false also for a process that has ended
 */
export async function mayBeProcessOf(pid: number, uid: number): Promise<boolean> {
  try {
    const folder = `/proc/${String(pid)}`;
    const users = parseProcessUsers(await readProc(`${folder}/status`));
    if (users?.every((user) => user === uid) === true) return true;
    const map = await readProc(`${folder}/uid_map`);
    // In the helper's own user namespace, every id is mapped.
    if (map === (await readProc('/proc/self/uid_map'))) return false;
    return await isMapOf(parseUidMap(map), uid);
  } catch {
    return false;
  }
}

async function isMapOf(ranges: readonly IdRange[], uid: number): Promise<boolean> {
  if (ranges.some((range) => isWithin({ first: uid, count: 1 }, range))) return true;
  const subordinate = parseSubordinateIds(
    await readFile('/etc/subuid', 'utf8').catch(() => ''),
    uid,
    await userName(uid),
  );
  return (
    ranges.length > 0 && ranges.every((range) => subordinate.some((own) => isWithin(range, own)))
  );
}
