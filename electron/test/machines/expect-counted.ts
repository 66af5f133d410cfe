import { expect } from 'vitest';
import type { MeasuredLoad } from './flow-load';

/** Expects that each connection of a load was counted, or its loss was. */
export function expectCounted(load: MeasuredLoad, total: number): void {
  const { sent, reported, created, ended, unseen, omitted, foreign, others, repeated } = load;
  const { present, standing } = load;
  expect(sent).toBe(total);
  expect(repeated).toBe(0);
  expect(created + unseen, others.join('\n')).toBe(sent + foreign);
  expect(ended + standing).toBe(created + present);
  expect(standing).toBeLessThanOrEqual(foreign + present);
  // The client receives everything but what is reported as omitted.
  if (omitted === 0) expect(reported.new + foreign).toBe(created);
  else expect(reported.new + foreign + omitted).toBeGreaterThanOrEqual(created);
}
