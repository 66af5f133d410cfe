import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { Part } from './part';
import { verbatim, toEnglish } from '#shared/messages/message';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const is = (value: number) => () => Promise.resolve(ok(value));
const fails = () => Promise.resolve(err(appError('UNSUPPORTED', verbatim('It is broken.'))));

describe('Part', () => {
  it('gives an error as long as there was never a value', async () => {
    const part = new Part<number>('rules', 1_000);
    expect(await part.read(fails)).toMatchObject({ ok: false, error: { code: 'UNSUPPORTED' } });
    expect(await part.read(is(1))).toEqual(ok(1));
    expect(part.staleness).toBeUndefined();
  });

  it('keeps the last value while its reader fails, and reports since when', async () => {
    const part = new Part<number>('rules', 1_000);
    await part.read(is(1));
    vi.setSystemTime(5_000);
    expect(await part.read(fails)).toEqual(ok(1));
    expect(part.staleness).toMatchObject({
      part: 'rules',
      error: { message: verbatim('It is broken.') },
    });
    expect(part.staleness?.since).toEqual(new Date(0));
    expect(await part.read(is(2))).toEqual(ok(2));
    expect(part.staleness).toBeUndefined();
  });

  it('treats a parser that throws as a reader that failed', async () => {
    const part = new Part<number>('rules', 1_000);
    await part.read(is(1));
    expect(await part.read(() => Promise.reject(new Error('no JSON')))).toEqual(ok(1));
    expect(toEnglish(part.staleness?.error.message ?? '')).toContain('no JSON');
  });

  it('waits for a reader that hangs no longer than its limit, and never starts a second one', async () => {
    const part = new Part<number>('rules', 1_000);
    await part.read(is(1));
    let finish: (result: Result<number>) => void = () => undefined;
    let started = 0;
    const hangs = () => {
      started += 1;
      return new Promise<Result<number>>((resolve) => {
        finish = resolve;
      });
    };
    const first = part.read(hangs);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await first).toEqual(ok(1));
    expect(part.staleness?.error.code).toBe('TIMED_OUT');
    const again = part.read(hangs);
    await vi.advanceTimersByTimeAsync(50);
    expect(await again).toEqual(ok(1));
    expect(started).toBe(1);

    finish(ok(2));
    await vi.advanceTimersByTimeAsync(0);
    expect([part.value, part.staleness]).toEqual([2, undefined]);
  });
});
