import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A helper that this process started. */
export interface LaunchedHelper {
  readonly socket: string;
  /** Of the started program; the helper itself may be a child of it in another pid namespace. */
  readonly pid: number | null;
  /** Settles when the program has ended. */
  readonly exited: Promise<void>;
  /** Ends the helper and waits until it has tidied up. */
  stop(): Promise<void>;
}

/** How long a helper may take to tidy up before it is killed, in milliseconds. */
const tidyLimit = 5_000;

/** A helper whose life is bound to this process by its standard input, see `--until-stdin-ends`. */
export function boundHelper(socket: string, child: ChildProcess): LaunchedHelper {
  const exited = exitOf(child);
  return {
    socket,
    pid: child.pid ?? null,
    exited,
    async stop() {
      child.stdin?.end();
      const waiting = new AbortController();
      const tidied = delay(tidyLimit, false, { signal: waiting.signal }).catch(() => true);
      if (!(await Promise.race([exited.then(() => true), tidied]))) child.kill('SIGKILL');
      waiting.abort();
      await exited;
    },
  };
}

export function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve();
    });
    child.once('exit', () => {
      resolve();
    });
    if (child.exitCode !== null || child.signalCode !== null) resolve();
  });
}

/** Whether a program has ended, or could not even be started. */
export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
