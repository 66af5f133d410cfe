import { expect, it } from 'vitest';
import { isWithin, parseProcessUsers, parseSubordinateIds, parseUidMap } from './parse-user-ids';

it('reads the ids outside that a user namespace maps', () => {
  const text = '         0       1000          1\n         1     100000      65536\n';
  expect(parseUidMap(text)).toEqual([
    { first: 1000, count: 1 },
    { first: 100_000, count: 65_536 },
  ]);
  expect(parseUidMap('')).toEqual([]);
  expect(parseUidMap('0 x 1\n0 1\n')).toEqual([]);
});

it('reads subordinate ids by name or number', () => {
  const text = 'ann:100000:65536\nbob:165536:65536\n1000:300000:10\nann:x:1\nann\n';
  expect(parseSubordinateIds(text, 1000, 'ann')).toEqual([
    { first: 100_000, count: 65_536 },
    { first: 300_000, count: 10 },
  ]);
});

it('reads the user ids of a process', () => {
  expect(parseProcessUsers('Name:\tx\nUid:\t1000\t0\t0\t0\nGid:\t1\t1\t1\t1\n')).toEqual([
    1000, 0, 0, 0,
  ]);
  expect(parseProcessUsers('Name:\tUid: 1 1 1 1\n')).toBeNull();
});

it('compares ranges', () => {
  const outer = { first: 10, count: 10 };
  expect(isWithin({ first: 10, count: 10 }, outer)).toBe(true);
  expect(isWithin({ first: 9, count: 2 }, outer)).toBe(false);
  expect(isWithin({ first: 19, count: 2 }, outer)).toBe(false);
});
