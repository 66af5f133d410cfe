import { expect, it } from 'vitest';
import { inTurns } from './in-turns';

function* busy(steps: number): Generator<void, number> {
  for (let i = 0; i < steps; i++) {
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield;
  }
  return steps;
}

it('lets others have their turns, and returns the result', async () => {
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  try {
    expect(await inTurns(busy(200))).toBe(200);
  } finally {
    clearInterval(others);
  }
  expect(turns).toBeGreaterThan(10);
});

it('rejects with what a step throws', async () => {
  const failing = (function* (): Generator<void, never> {
    yield;
    throw new Error('step');
  })();
  await expect(inTurns(failing)).rejects.toThrow('step');
});
