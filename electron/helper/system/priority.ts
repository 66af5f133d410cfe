import { readlinkSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { run } from './run';

/** RLIMIT_NICE that allows the highest priority (getrlimit(2)). */
const anyPriority = 40;

/**
 * Lets this process and what it starts raise their priority without a capability of their own.
 * Best effort: only a process that may exceed limits can.
 */
export async function allowPriority(): Promise<void> {
  const limit = `--nice=${String(anyPriority)}:${String(anyPriority)}`;
  await run('prlimit', ['--pid', String(process.pid), limit]);
}

/**
 * Raises the priority of a program that was just started in its own session and that loses data
 * when it is late. Best effort: it stays normal where that is not permitted.
 */
export function comeFirst(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGHEST);
    // Between sessions only this counts, where the kernel groups by them (sched(7), autogroup).
    writeFileSync(`/proc/${String(pid)}/autogroup`, String(constants.priority.PRIORITY_HIGHEST));
  } catch {
    // Not permitted, already exited, or no autogroups.
  }
}

/** The same, less urgent, for the calling thread. */
export function threadComesFirst(): void {
  try {
    // From `PID/task/TID`. The kernel has a priority for each thread (setpriority(2), "C
    // library/kernel differences").
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_HIGH);
  } catch {
    // Not permitted.
  }
}
