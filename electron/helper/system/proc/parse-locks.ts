/**
 * The process that has an exclusive flock(2) lock on a file, from /proc/locks (proc_locks(5)).
 *
 * @param inode the file's
 * @returns null when none has, or its id is hidden
 */
export function parseLockHolder(text: string, inode: number): number | null {
  const line = new RegExp(`^\\d+: FLOCK +ADVISORY +WRITE (\\d+) \\S+:${String(inode)} `, 'm');
  const pid = Number(line.exec(text)?.[1] ?? 0);
  return pid === 0 ? null : pid;
}
