import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** How long Node takes to start on a machine at rest for which times are promised, in milliseconds. */
const usualStart = 200;

/** After how long nobody waits any more, in milliseconds. */
const patience = 60_000;

/**
 * How many times as long as is promised something may take on this machine as it is now. It is told by how much the
 * processors had to do in the last minute, and by how long a program takes to start; at rest it is 1.
 */
async function slowness(): Promise<number> {
  const start = performance.now();
  await new Promise((resolve) => execFile(process.execPath, ['-e', ''], resolve));
  const starting = (performance.now() - start) / usualStart;
  const running = (loadavg()[0] ?? 0) / availableParallelism();
  return Math.max(1, starting, running);
}

/** What a promised time comes to on this machine as it is now, in milliseconds. */
export async function allowed(promised: number): Promise<number> {
  return promised * (await slowness());
}

/**
 * Waits until a condition holds that is promised to come about within `promised` milliseconds. Throws when it does
 * not, or takes longer than {@link allowed}. What counts is when it was asked, not how long the asking took.
 */
export async function comesWithin(
  promised: number,
  condition: () => Promise<boolean>,
): Promise<void> {
  const start = performance.now();
  let asked = 0;
  while (!(await condition())) {
    if (asked > patience) throw new Error(`after ${String(patience)} ms it had not come about`);
    await delay(20);
    asked = performance.now() - start;
  }
  if (asked <= promised) return;
  const limit = await allowed(promised);
  if (asked <= limit) return;
  const text = (time: number) => `${String(Math.round(time))} ms`;
  throw new Error(`it took ${text(asked)} of ${text(promised)} promised, ${text(limit)} allowed`);
}
