/** A process's limit of open files (getrlimit(2)). */
export interface FileLimit {
  readonly soft: number;
  readonly hard: number;
}

/**
 * Reads the limit of open files in `/proc/PID/limits` (proc_pid_limits(5)); 1024 when it has none.
 */
export function parseFileLimit(text: string): FileLimit {
  const match = /^Max open files\s+(\d+)\s+(\d+)/m.exec(text);
  return { soft: Number(match?.[1] ?? 1024), hard: Number(match?.[2] ?? 1024) };
}
