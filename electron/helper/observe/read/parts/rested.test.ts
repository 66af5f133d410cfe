import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { Rested } from './rested';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const late: Result<number> = err(appError('TIMED_OUT', msg('stale.late', { seconds: 3 })));

/** Reads with a reader that takes some milliseconds; counts the runs of the reader. */
function readings(duration: number, result: () => Result<number>) {
  const rested = new Rested<number>();
  const count = { runs: 0 };
  const read = () =>
    rested.read(async () => {
      count.runs += 1;
      await vi.advanceTimersByTimeAsync(duration);
      return result();
    });
  return { read, count };
}

it('repeats an error for twice the time that the reading took', async () => {
  const { read, count } = readings(5_000, () => late);
  expect(await read()).toEqual(late);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(await read()).toEqual(late);
  expect(count.runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1_001);
  await read();
  expect(count.runs).toBe(2);
});

it('never rests after a success, however long it took', async () => {
  const { read, count } = readings(5_000, () => ok(1));
  await read();
  await read();
  expect(count.runs).toBe(2);
});
