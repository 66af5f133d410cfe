import { expect, it } from 'vitest';
import { Pool } from './pool';

it('runs so many tasks at once and no more, and goes on after one that throws', async () => {
  const pool = new Pool(2);
  let running = 0;
  let most = 0;
  const task = async (i: number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (i === 1) throw new Error('one fails');
    return i;
  };
  const done = await Promise.allSettled([0, 1, 2, 3, 4].map((i) => pool.run(() => task(i))));
  expect(done.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  ]);
  expect(most).toBe(2);
});
