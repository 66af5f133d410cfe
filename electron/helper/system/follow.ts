import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cleanEnvironment } from './run';
import { programPath, type ProgramName } from './programs';

export interface Follower {
  /** Of the program; undefined when it could not be started. */
  readonly pid: number | undefined;
  stop(): void;
}

/** As much of what a program says on its standard error is kept as fits a message. */
const longestComplaint = 2_000;

/**
 * Runs a program that goes on printing, such as `ip monitor`, and gives each of its lines.
 *
 * @param onEnd called once when the program has ended by itself or could not be started
 * @param onComplaint called with each line that it prints as an error
 */
export function follow(
  name: ProgramName,
  args: readonly string[],
  onLine: (line: string) => void,
  onEnd: () => void,
  onComplaint: (line: string) => void = () => undefined,
): Follower {
  const read = (stdout: Readable, stderr: Readable) => {
    createInterface({ input: stdout }).on('line', onLine);
    createInterface({ input: stderr }).on('line', onComplaint);
  };
  return followStream(name, args, read, onEnd);
}

/** How a program ended by itself. */
export interface Ending {
  /** What it said on its standard error. */
  readonly complaint: string;
  /** null when it was killed or could not be started. */
  readonly exitCode: number | null;
}

/**
 * The same for a program that prints too much for a reader of lines.
 *
 * @param read takes the streams of what it prints
 * @param onEnd called once when the program has ended by itself or could not be started
 */
export function followStream(
  name: ProgramName,
  args: readonly string[],
  read: (stdout: Readable, stderr: Readable) => void,
  onEnd: (ending: Ending) => void,
): Follower {
  const path = programPath(name);
  if (path === null) {
    queueMicrotask(() => {
      onEnd({ complaint: `The program "${name}" is not installed.`, exitCode: null });
    });
    return { pid: undefined, stop: () => undefined };
  }
  const child = spawn(path, args, {
    env: cleanEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a session of its own it gets a share of the processors of its own (sched(7), autogroup), so that it takes
    // what the kernel tells in time also on a busy machine.
    detached: true,
  });
  let complaint = '';
  let stopped = false;
  const end = (exitCode: number | null) => {
    if (stopped) return;
    stopped = true;
    onEnd({ complaint: complaint.trim(), exitCode });
  };
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < longestComplaint) complaint += chunk.toString();
  });
  read(child.stdout, child.stderr);
  child.once('error', () => {
    end(null);
  });
  child.once('close', end);
  return {
    pid: child.pid,
    stop() {
      stopped = true;
      child.kill('SIGKILL');
    },
  };
}
