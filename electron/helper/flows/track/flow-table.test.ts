import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { FlowTable } from './flow-table';
import type { TrackedFlow } from './tracked-flow';

/** A table with the calls of its listener. */
function tracked() {
  const calls: [string, string][] = [];
  const note = (what: string) => (flow: TrackedFlow) => {
    calls.push([what, flow.key]);
  };
  const bytes: number[] = [];
  const table = new FlowTable({
    began: note('began'),
    changed: note('changed'),
    ended: note('ended'),
    counted: (_, more) => bytes.push(more),
  });
  const take = (entry: ConntrackEntry, now = 0) => {
    table.take(entry, now);
  };
  return { table, calls, bytes, take };
}

function entry(
  kind: ConntrackEntry['kind'],
  id: number,
  { sport = id, state, bytes }: { sport?: number; state?: string; bytes?: number } = {},
): ConntrackEntry {
  const counters = bytes === undefined ? {} : { packets: 1, bytes };
  return {
    kind,
    id,
    protocol: 'udp',
    state,
    replied: false,
    original: { src: '192.0.2.2', dst: '192.0.2.1', sport, dport: 53, ...counters },
    reply: { src: '192.0.2.1', dst: '192.0.2.2', sport: 53, dport: sport, ...counters },
  };
}

/** A table that was read once, so that flows that are not in it are new. */
function complete() {
  const made = tracked();
  made.table.beginReading();
  made.table.endReading();
  return made;
}

test('a flow begins, changes and ends', () => {
  const { table, calls, take } = complete();
  take(entry('new', 1));
  take(entry('update', 1, { state: 'ASSURED' }));
  take(entry('update', 1, { state: 'ASSURED' }));
  expect(table.size).toBe(1);
  take(entry('destroy', 1));
  expect(calls).toEqual([
    ['began', '1'],
    ['changed', '1'],
    ['ended', '1'],
  ]);
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1, found: 0, events: 4 });
});

test('flows with the same id by chance are two, with different keys', () => {
  const { table, calls, take } = complete();
  take(entry('new', 7, { sport: 1 }));
  take(entry('new', 7, { sport: 2 }));
  take(entry('destroy', 7, { sport: 1 }));
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1 });
  expect(new Set(calls.map(([, key]) => key)).size).toBe(2);
  take(entry('destroy', 7, { sport: 2 }));
  expect(table.size).toBe(0);
});

test('a flow of the first listing is not counted as created, unless an event reports it later', () => {
  const { table, calls, take } = tracked();
  table.beginReading();
  take(entry('listed', 1));
  take(entry('listed', 2));
  take(entry('update', 3));
  calls.length = 0;
  take(entry('new', 2));
  take(entry('new', 3));
  table.endReading();
  expect(calls).toEqual([
    ['began', '2'],
    ['began', '3'],
  ]);
  expect(table).toMatchObject({ size: 3, created: 2, found: 0 });
});

test('a flow that began in a gap is found by the next reading, and counted once', () => {
  const { table, take } = complete();
  take(entry('new', 1));
  table.beginReading();
  take(entry('listed', 2));
  table.endReading();
  // The events of the end of 1 and of the beginning of 2 were lost.
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1, found: 1 });
  take(entry('new', 2));
  take(entry('destroy', 1));
  expect(table).toMatchObject({ size: 1, created: 2, ended: 1, found: 0 });
});

test.each([
  ['the first listing', tracked],
  ['a listing after a gap', complete],
])('a flow of %s whose end is read before its beginning', (_, make) => {
  const { table, calls, take } = make();
  table.beginReading();
  take(entry('listed', 1));
  table.endReading();
  take(entry('destroy', 1));
  take(entry('new', 1));
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1, found: 0 });
  expect(calls.map(([what]) => what)).toEqual(['began', 'ended']);
});

test('an end that is reported a minute after a listing left the flow out is counted once', () => {
  const { table, calls, take } = complete();
  take(entry('new', 1));
  table.beginReading();
  table.endReading();
  for (let i = 0; i < 20; i++) table.forgetOld();
  take(entry('destroy', 1));
  expect(table).toMatchObject({ size: 0, created: 1, ended: 1, found: 0 });
  expect(calls.map(([what]) => what)).toEqual(['began', 'ended']);
});

test('a flow whose end may have been taken for that of its predecessor requires a listing', () => {
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

test('bytes are counted between two readings, and rates are bytes per second', () => {
  const { table, bytes, take } = complete();
  take(entry('new', 1), 0);
  take(entry('listed', 1, { bytes: 1_000 }), 2_000);
  expect([...table][0]?.rate).toEqual({ original: 500, reply: 500 });
  take(entry('destroy', 1, { bytes: 1_500 }), 3_000);
  expect(bytes).toEqual([2_000, 1_000]);
});

test('every flow is counted once in whatever order beginnings and ends arrive', () => {
  const lives = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 });
  const order = fc.infiniteStream(fc.boolean());
  fc.assert(
    fc.property(lives, order, (ids, choices) => {
      // The same few tuples again and again; two streams, each in order.
      const beginnings = ids.map((id) => entry('new', id));
      const ends = ids.map((id) => entry('destroy', id));
      const { table, calls, take } = complete();
      while (beginnings.length > 0 || ends.length > 0) {
        const first = choices.next().value === true ? beginnings : ends;
        const next = first.shift() ?? (first === ends ? beginnings : ends).shift();
        if (next !== undefined) take(next);
      }
      expect(table).toMatchObject({ size: 0, created: ids.length, ended: ids.length, found: 0 });
      const count = (what: string) => calls.filter(([kind]) => kind === what).length;
      expect([count('began'), count('ended')]).toEqual([ids.length, ids.length]);
    }),
  );
});
