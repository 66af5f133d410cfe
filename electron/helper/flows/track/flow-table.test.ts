import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { FlowTable } from './flow-table';
import type { TrackedFlow } from './tracked-flow';

/** A table with what its listener heard. */
function tracked() {
  const heard: [string, string][] = [];
  const note = (what: string) => (flow: TrackedFlow) => {
    heard.push([what, flow.key]);
  };
  const bytes: number[] = [];
  const table = new FlowTable({
    ...{ began: note('began'), changed: note('changed'), ended: note('ended') },
    counted: (_, more) => bytes.push(more),
  });
  const take = (entry: ConntrackEntry, now = 0) => {
    table.take(entry, now);
  };
  return { table, heard, bytes, take };
}

function entry(
  kind: ConntrackEntry['kind'],
  id: number,
  { sport = id, state, bytes }: { sport?: number; state?: string; bytes?: number } = {},
): ConntrackEntry {
  const counters = bytes === undefined ? {} : { packets: 1, bytes };
  return {
    ...{ kind, id, protocol: 'udp', state, replied: false },
    original: { src: '192.0.2.2', dst: '192.0.2.1', sport, dport: 53, ...counters },
    reply: { src: '192.0.2.1', dst: '192.0.2.2', sport: 53, dport: sport, ...counters },
  };
}

/** A table that was read once, so that what is not in it has begun since. */
function complete() {
  const made = tracked();
  made.table.beginReading();
  made.table.endReading();
  return made;
}

test('a flow begins, changes and ends', () => {
  const { table, heard, take } = complete();
  take(entry('new', 1));
  take(entry('update', 1, { state: 'ASSURED' }));
  take(entry('update', 1, { state: 'ASSURED' }));
  expect(table.size).toBe(1);
  take(entry('destroy', 1));
  expect(heard).toEqual([
    ['began', '1'],
    ['changed', '1'],
    ['ended', '1'],
  ]);
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1, found: 0, events: 4 });
});

test('flows with the same id by chance are two, with names of their own', () => {
  const { table, heard, take } = complete();
  take(entry('new', 7, { sport: 1 }));
  take(entry('new', 7, { sport: 2 }));
  take(entry('destroy', 7, { sport: 1 }));
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1 });
  expect(new Set(heard.map(([, key]) => key)).size).toBe(2);
  take(entry('destroy', 7, { sport: 2 }));
  expect(table.size).toBe(0);
});

test('what was there before is not counted as begun, unless its beginning is told late', () => {
  const { table, heard, take } = tracked();
  table.beginReading();
  take(entry('listed', 1));
  take(entry('listed', 2));
  take(entry('update', 3));
  heard.length = 0;
  take(entry('new', 2));
  take(entry('new', 3));
  table.endReading();
  expect(heard).toEqual([
    ['began', '2'],
    ['began', '3'],
  ]);
  expect(table).toMatchObject({ size: 3, created: 2, found: 0 });
});

test('what a gap swallowed is found by the next reading, and counted once', () => {
  const { table, take } = complete();
  take(entry('new', 1));
  table.beginReading();
  take(entry('listed', 2));
  table.endReading();
  // 1 has ended and 2 has begun unheard.
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1, found: 1 });
  take(entry('new', 2));
  take(entry('destroy', 1));
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1, found: 0 });
});

test.each([
  ['before anybody had looked', tracked],
  ['in a gap', complete],
])('a flow that a listing showed %s, whose end is told before its beginning', (_, make) => {
  const { table, heard, take } = make();
  table.beginReading();
  take(entry('listed', 1));
  table.endReading();
  take(entry('destroy', 1));
  take(entry('new', 1));
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1, found: 0 });
  expect(heard.map(([what]) => what)).toEqual(['began', 'ended']);
});

test('an end that is told a minute after a listing left the flow out is counted once', () => {
  const { table, heard, take } = complete();
  take(entry('new', 1));
  table.beginReading();
  table.endReading();
  for (let i = 0; i < 20; i++) table.forgetOld();
  take(entry('destroy', 1));
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1, found: 0 });
  expect(heard.map(([what]) => what)).toEqual(['began', 'ended']);
});

test('a flow whose end may have been taken for that of the one before asks for a listing', () => {
  const { table, take } = complete();
  take(entry('new', 1));
  table.beginReading();
  table.endReading();
  take(entry('new', 1));
  take(entry('destroy', 1));
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1, isDoubtful: true });
  table.beginReading();
  table.endReading();
  expect(table).toMatchObject({ size: 0, created: 2, ended: 2, isDoubtful: false });
});

test('a listing that was made before an end does not bring the flow back', () => {
  const { table, take } = complete();
  take(entry('new', 1));
  table.beginReading();
  take(entry('destroy', 1));
  take(entry('listed', 1));
  table.endReading();
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1 });
});

test('bytes are counted between two looks, and rates are bytes a second', () => {
  const { table, bytes, take } = complete();
  take(entry('new', 1), 0);
  take(entry('listed', 1, { bytes: 1_000 }), 2_000);
  expect([...table][0]?.rate).toEqual({ original: 500, reply: 500 });
  take(entry('destroy', 1, { bytes: 1_500 }), 3_000);
  expect(bytes).toEqual([2_000, 1_000]);
});

test('however beginnings and ends arrive among each other, every flow is counted once', () => {
  const lives = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 });
  const order = fc.infiniteStream(fc.boolean());
  fc.assert(
    fc.property(lives, order, (ids, choices) => {
      // The same ports again and again, each life after the other; two streams, each in order.
      const beginnings = ids.map((id) => entry('new', id));
      const ends = ids.map((id) => entry('destroy', id));
      const { table, heard, take } = complete();
      while (beginnings.length > 0 || ends.length > 0) {
        const first = choices.next().value === true ? beginnings : ends;
        const next = first.shift() ?? (first === ends ? beginnings : ends).shift();
        if (next !== undefined) take(next);
      }
      expect(table).toMatchObject({ size: 0, created: ids.length, ended: ids.length, found: 0 });
      const count = (what: string) => heard.filter(([kind]) => kind === what).length;
      expect([count('began'), count('ended')]).toEqual([ids.length, ids.length]);
    }),
  );
});
