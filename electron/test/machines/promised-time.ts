import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long Node takes to start on a machine at rest for which times are promised, in milliseconds.
 */
const usualStart = 200;

/** After how long waiting is given up, in milliseconds. */
const patience = 60_000;

/**
 * Returns how many times as long as promised something may take on this machine now. It depends on
 * the load of the last minute and on how long a program takes to start; at rest it is 1.
 */
async function slowness(): Promise<number> {
  const start = performance.now();
  await new Promise((resolve) => execFile(process.execPath, ['-e', ''], resolve));
  const starting = (performance.now() - start) / usualStart;
  const running = (loadavg()[0] ?? 0) / availableParallelism();
  return Math.max(1, starting, running);
}

/** Returns the time to allow on this machine now for a promised time, in milliseconds. */
export async function allowed(promised: number): Promise<number> {
  return promised * (await slowness());
}

/**
 * Waits until a condition holds that is promised to hold within `promised` milliseconds. Throws
 * when it does not, or takes longer than {@link allowed}. The time counts until the last check
 * begins, not until it ends.
 */
export async function comesWithin(
  promised: number,
  condition: () => Promise<boolean>,
): Promise<void> {
  const start = performance.now();
  let asked = 0;
  while (!(await condition())) {
    if (asked > patience)
      throw new Error(`after ${String(patience)} ms the condition did not hold`);
    await delay(20);
    asked = performance.now() - start;
  }
  if (asked <= promised) return;
  const limit = await allowed(promised);
  if (asked <= limit) return;
  const text = (time: number) => `${String(Math.round(time))} ms`;
  throw new Error(`it took ${text(asked)} of ${text(promised)} promised, ${text(limit)} allowed`);
}
