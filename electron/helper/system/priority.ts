import { readlinkSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets a program that was just started, in a session of its own, run before others, for a program that loses what it
 * does not take in time. Where that is not permitted it runs like any other.
 */
export function comeFirst(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGHEST);
    // Between sessions only this counts, where the kernel groups by them (sched(7), autogroup).
    writeFileSync(`/proc/${String(pid)}/autogroup`, String(constants.priority.PRIORITY_HIGHEST));
  } catch {
    // It is none that may, has ended, or the kernel groups otherwise.
  }
}

/** The same, less urgent, for the thread that calls. */
export function threadComesFirst(): void {
  try {
    // Of `PID/task/TID`. To the kernel a thread's priority is its own (setpriority(2), "C library/kernel differences").
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_HIGH);
  } catch {
    // It is not permitted.
  }
}
