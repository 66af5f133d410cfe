import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Throttle } from './throttle';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('serves rare requests at once, many of them together, and none is lost', () => {
  let runs = 0;
  const throttle = new Throttle(3, 1_000, () => {
    runs += 1;
  });
  for (let i = 0; i < 3; i++) throttle.request();
  expect(runs).toBe(3);
  for (let i = 0; i < 1_000; i++) throttle.request();
  expect(runs).toBe(3);
  vi.advanceTimersByTime(1_001);
  expect(runs).toBe(4);
  vi.advanceTimersByTime(60_000);
  expect(runs).toBe(4);
  for (let i = 0; i < 3; i++) throttle.request();
  expect(runs).toBe(7);
});

it('runs once an interval under a flood', () => {
  let runs = 0;
  const throttle = new Throttle(3, 1_000, () => {
    runs += 1;
  });
  for (let ms = 0; ms < 10_000; ms++) {
    throttle.request();
    vi.advanceTimersByTime(1);
  }
  expect(runs).toBeGreaterThanOrEqual(12);
  expect(runs).toBeLessThanOrEqual(13);
});

it('runs nothing after it was stopped', () => {
  let runs = 0;
  const throttle = new Throttle(1, 1_000, () => {
    runs += 1;
  });
  throttle.request();
  throttle.request();
  throttle.stop();
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(1);
});
