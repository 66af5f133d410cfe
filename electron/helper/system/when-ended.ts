import type { ChildProcess } from 'node:child_process';

/** How a program ended. */
export interface ProgramEnd {
  /** null when it was killed or did not start. */
  readonly exitCode: number | null;
  /** Why it did not start. */
  readonly error?: Error;
}

/**
 * How long the rest of an ended program's output is read, in milliseconds. Only a process that it
 * left behind can keep the output open for longer.
 */
const outputGrace = 500;

/**
 * Calls back once when a program has ended and its output was read, or when it did not start. Node's
 * `close` alone would wait for every process that inherited the output (child_process, "Event:
 * 'close'").
 */
export function whenEnded(child: ChildProcess, onEnd: (end: ProgramEnd) => void): void {
  let ended = false;
  let grace: NodeJS.Timeout | undefined;
  const end = (how: ProgramEnd) => {
    if (ended) return;
    ended = true;
    clearTimeout(grace);
    child.stdout?.destroy();
    child.stderr?.destroy();
    onEnd(how);
  };
  child.once('error', (error) => {
    end({ exitCode: null, error });
  });
  child.once('close', (exitCode) => {
    end({ exitCode });
  });
  child.once('exit', (exitCode) => {
    grace = setTimeout(() => {
      // After a long turn of the event loop, what the program printed is read first.
      setImmediate(() => {
        setImmediate(end, { exitCode });
      });
    }, outputGrace);
  });
}
