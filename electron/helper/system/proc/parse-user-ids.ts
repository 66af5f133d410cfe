/** A range of user ids. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/**
 * The user ids of this namespace that a user namespace maps (user_namespaces(7),
 * `/proc/PID/uid_map`: first id inside, first id outside, length).
 */
export function parseUidMap(text: string): readonly IdRange[] {
  return text.split('\n').flatMap((line) => rangeOf(line.trim().split(/\s+/).slice(1)));
}

/** The ids that a user may map beside their own (subuid(5): `USER:FIRST:COUNT`). */
export function parseSubordinateIds(text: string, uid: number, name: string): readonly IdRange[] {
  return text.split('\n').flatMap((line) => {
    const [user, ...range] = line.trim().split(':');
    return user === name || user === String(uid) ? rangeOf(range) : [];
  });
}

function rangeOf([first = '', count = '', ...others]: readonly string[]): readonly IdRange[] {
  const isRange = [first, count].every((word) => /^[0-9]{1,10}$/.test(word)) && others.length === 0;
  return isRange ? [{ first: Number(first), count: Number(count) }] : [];
}

/** Real, effective, saved and file system user id of a process (proc(5), `status`); null if absent. */
export function parseProcessUsers(status: string): readonly number[] | null {
  const ids = /^Uid:\s+([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+([0-9]+)$/m.exec(status)?.slice(1);
  return ids?.map(Number) ?? null;
}

/** Whether one range lies within another. */
export function isWithin(inner: IdRange, outer: IdRange): boolean {
  return inner.first >= outer.first && inner.first + inner.count <= outer.first + outer.count;
}
