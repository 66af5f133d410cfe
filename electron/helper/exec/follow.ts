import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { cleanEnvironment } from './run';
import { programPath, type ProgramName } from './programs';

export interface Follower {
  /** Of the program; undefined when it could not be started. */
  readonly pid: number | undefined;
  stop(): void;
}

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
  const path = programPath(name);
  if (path === null) {
    queueMicrotask(onEnd);
    return { pid: undefined, stop: () => undefined };
  }
  const child = spawn(path, args, { env: cleanEnvironment, stdio: ['ignore', 'pipe', 'pipe'] });
  let stopped = false;
  const end = () => {
    if (stopped) return;
    stopped = true;
    onEnd();
  };
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', onComplaint);
  child.once('error', end);
  child.once('close', end);
  return {
    pid: child.pid,
    stop() {
      stopped = true;
      child.kill('SIGKILL');
    },
  };
}
