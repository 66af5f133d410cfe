import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Poller } from './poller';

let poller: Poller | undefined;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  poller?.stop();
  vi.useRealTimers();
});

/** A task that takes some milliseconds, and counts its runs. */
function taskOf(duration: number) {
  const task = { runs: 0 };
  const run = async () => {
    task.runs += 1;
    await new Promise((resolve) => setTimeout(resolve, duration));
  };
  return { task, run };
}

it('runs at its interval, and earlier on request', async () => {
  const { task, run } = taskOf(10);
  poller = new Poller(750, run);
  await vi.advanceTimersByTimeAsync(750);
  expect(task.runs).toBe(1);
  poller.within(40);
  await vi.advanceTimersByTimeAsync(51);
  expect(task.runs).toBe(2);
});

it('rests after slow runs, however often it is asked', async () => {
  const { task, run } = taskOf(500);
  poller = new Poller(750, run);
  for (let ms = 0; ms < 30_000; ms += 10) {
    poller.within(40);
    await vi.advanceTimersByTimeAsync(10);
  }
  // Each takes 500 ms and rests for 1,000 ms.
  expect(task.runs).toBeGreaterThanOrEqual(19);
  expect(task.runs).toBeLessThanOrEqual(21);
});

it('rests as long as it works, however often it is asked', async () => {
  const { task, run } = taskOf(100);
  poller = new Poller(750, run);
  for (let ms = 0; ms < 10_000; ms += 10) {
    poller.within(0);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(task.runs).toBeGreaterThanOrEqual(45);
  expect(task.runs).toBeLessThanOrEqual(51);
});
