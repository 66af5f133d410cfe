import type { Readable } from 'node:stream';
import { textLines } from '../util/text-lines';
import type { ProgramName } from './programs';
import { spawnProgram } from './spawn-program';
import { whenEnded } from './when-ended';

export interface Follower {
  /** The program's; undefined when it did not start. */
  readonly pid: number | undefined;
  stop(): void;
}

/** Characters of a program's standard error that fit a message. */
const longestComplaint = 2_000;

/**
 * Runs a program that keeps printing, such as `ip monitor`, line by line. A line that is too long is
 * dropped.
 *
 * @param onEnd called once when the program ended by itself or did not start
 * @param onComplaint called with each line of its standard error, and when a line was dropped
 */
export function follow(
  name: ProgramName,
  args: readonly string[],
  onLine: (line: string) => void,
  onEnd: () => void,
  onComplaint: (line: string) => void = () => undefined,
): Follower {
  const read = (stdout: Readable, stderr: Readable) => {
    const onTooLong = () => {
      onComplaint('A line is too long.');
    };
    stdout.on('data', textLines(onLine, { onTooLong }));
    stderr.on('data', textLines(onComplaint, { onTooLong }));
  };
  return followStream(name, args, read, onEnd);
}

/** How a program ended by itself. */
export interface Ending {
  /** The beginning of its standard error. */
  readonly complaint: string;
  /** null when it was killed or did not start. */
  readonly exitCode: number | null;
}

/**
 * The same for a program that prints too much for a line reader.
 *
 * @param read consumes the program's output streams
 * @param onEnd called once when the program ended by itself or did not start
 */
export function followStream(
  name: ProgramName,
  args: readonly string[],
  read: (stdout: Readable, stderr: Readable) => void,
  onEnd: (ending: Ending) => void,
): Follower {
  // In a session of its own the program gets its own share of the processors (sched(7), autogroup),
  // so it keeps up with the kernel's events on a busy machine.
  const child = spawnProgram(name, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  if (child === null) {
    queueMicrotask(() => {
      onEnd({ complaint: `The program "${name}" is not installed.`, exitCode: null });
    });
    return { pid: undefined, stop: () => undefined };
  }
  if (child.stdout === null || child.stderr === null) throw new Error('a pipe is missing');
  let complaint = '';
  let stopped = false;
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < longestComplaint) {
      complaint += chunk.toString('utf8', 0, longestComplaint);
    }
  });
  read(child.stdout, child.stderr);
  whenEnded(child, ({ exitCode }) => {
    if (stopped) return;
    stopped = true;
    onEnd({ complaint: complaint.trim(), exitCode });
  });
  return {
    pid: child.pid,
    stop() {
      stopped = true;
      child.kill('SIGKILL');
    },
  };
}
