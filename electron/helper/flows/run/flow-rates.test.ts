import { expect, test } from 'vitest';
import { RateMeter } from './flow-rates';

test('rates are measured from one reading to the next', () => {
  const meter = new RateMeter();
  expect(meter.measure(new Map([['br0', 500]]), 1_000)).toBeUndefined();
  const counters = new Map([
    ['br0', 2_500],
    ['v-new', 9],
  ]);
  expect(meter.measure(counters, 3_000)).toEqual({ br0: 1_000 });
  // br0 was created again.
  expect(
    meter.measure(
      new Map([
        ['br0', 1],
        ['v-new', 19],
      ]),
      4_000,
    ),
  ).toEqual({ 'v-new': 10 });
});
