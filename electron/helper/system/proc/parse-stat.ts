/** What `/proc/PID/stat` reports of a process. */
export interface ProcessStat {
  /** The parent's process id; 0 for none. */
  readonly parent: number;
  /** When the process started, in clock ticks since boot. */
  readonly startTime: number;
}

/**
 * Reads `/proc/PID/stat` (proc_pid_stat(5)), fields 4 and 22. The second field, the name in
 * brackets, may contain anything, so fields are counted from the last bracket.
 *
 * @returns null for an empty or cut text
 */
export function parseStat(text: string): ProcessStat | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [parent, startTime] = [fields[1], fields[19]];
  if (parent === undefined || startTime === undefined) return null;
  return { parent: Number(parent), startTime: Number(startTime) };
}
