import { visibleNote } from '#shared/model/visible-text';
import { logBug } from './log-bug';

/** So many uncaught errors within a minute are no accident. */
const mostInMinute = 5;
const minute = 60_000;

/** How long the check and the clean end may take each, in milliseconds. */
const checkLimit = 30_000;
const endLimit = 60_000;

/** What a helper can do about an error that no code expected. */
export interface LastResort {
  /** Whether kernel and intents still agree: a look at everything works. */
  readonly check: () => Promise<boolean>;
  /** Begins a clean end. */
  readonly end: () => void;
}

/**
 * Decides what happens after an error that no code caught, also of a promise: it is logged, and the
 * helper goes on when it can still do its work. Otherwise it ends cleanly, with a failure, so that a
 * service manager starts it again; and at once when even that takes too long.
 *
 * @returns a function that sets what can be done, once there is something; before, such an error
 *   ends the start
 */
export function handleUncaughtErrors(): (lastResort: LastResort) => void {
  const times: number[] = [];
  let lastResort: LastResort | null = null;
  let isEnding = false;
  process.on('uncaughtException', (error: unknown, origin) => {
    logBug(`(${origin})`, error);
    if (lastResort === null) process.exit(1);
    times.push(performance.now());
    const recent = times.filter((time) => performance.now() - time < minute).length;
    if (recent > mostInMinute) end();
    else {
      void within(checkLimit, lastResort.check()).then((isSound) => {
        if (!isSound) end();
      });
    }
  });

  function end(): void {
    if (isEnding) return;
    isEnding = true;
    console.error(
      visibleNote('ending after a bug; what is published is removed until the restart'),
    );
    setTimeout(() => process.exit(1), endLimit).unref();
    process.exitCode = 1;
    lastResort?.end();
  }
  return (given) => {
    lastResort = given;
  };
}

/** False when a promise fails, or does not settle in time. */
function within(limit: number, promise: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => {
    setTimeout(() => {
      resolve(false);
    }, limit).unref();
  });
  return Promise.race([promise.catch(() => false), late]);
}
