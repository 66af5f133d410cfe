import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A helper that this process started. */
export interface LaunchedHelper {
  readonly socket: string;
  /** The started program's; the helper itself may be its child in another pid namespace. */
  readonly pid: number | null;
  /** Settles when the program has ended. */
  readonly exited: Promise<void>;
  /** Ends the helper and waits until it has cleaned up. */
  stop(): Promise<void>;
}

/** How long a helper may take to clean up before it is killed, in milliseconds. */
const cleanupLimit = 5_000;

/** A helper that ends with this process, through its standard input; see `--until-stdin-ends`. */
export function boundHelper(socket: string, child: ChildProcess): LaunchedHelper {
  const exited = exitOf(child);
  return {
    socket,
    pid: child.pid ?? null,
    exited,
    async stop() {
      child.stdin?.end();
      const waiting = new AbortController();
      const limit = delay(cleanupLimit, false, { signal: waiting.signal }).catch(() => true);
      if (!(await Promise.race([exited.then(() => true), limit]))) child.kill('SIGKILL');
      waiting.abort();
      await exited;
    },
  };
}

/** Resolves when a program has ended, or could not be started. */
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

/** Whether a program has ended, or could not be started. */
export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
