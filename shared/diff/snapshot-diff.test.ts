import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint, Snapshot } from '../model/snapshot';
import { collect, hostInterfaces, listeners, neighbours, routes } from './collections';
import { sortRecords } from './records-diff';
import { diffSnapshots, patchSnapshot, snapshotDiffSchema } from './snapshot-diff';

const endpoint = (name: string, state = 'running'): Endpoint => ({
  id: `netns:${name}`,
  name,
  runtime: 'netns',
  state,
  interfaces: [],
  listeners: [],
});

const snapshot = (
  revision: number,
  endpoints: readonly Endpoint[],
  hostname = 'host',
): Snapshot => ({
  revision,
  host: {
    hostname,
    interfaces: [],
    ipForward: false,
    firewall: { backend: 'nft', forwardPolicy: 'ACCEPT' },
    listeners: [],
  },
  bridges: [],
  endpoints,
  publications: [],
  attachments: [],
});

/** A record with some of its optional fields. */
const record = <T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: keyof T,
) => fc.record(model, { requiredKeys: [required] });
const few = fc.constantFrom('a', 'b', 'c');
const time = fc.constantFrom('2026-01-02T03:04:05.000Z', '2026-01-02T03:04:06.000Z');
const number = fc.integer({ min: 1, max: 4 });

const listenerLists = fc
  .array(
    fc.record({ protocol: fc.constant('tcp' as const), address: few, port: number, pid: number }),
  )
  .map((list) => collect(list, listeners));

const snapshots: fc.Arbitrary<Snapshot> = fc.record({
  revision: fc.constant(0),
  host: fc.record({
    hostname: few,
    ipForward: fc.boolean(),
    firewall: fc.constant({ backend: 'nft', forwardPolicy: 'DROP' } as const),
    interfaces: fc
      .array(
        fc.record({
          name: few,
          index: number,
          mac: few,
          kind: few,
          mtu: number,
          up: fc.boolean(),
          uplink: fc.boolean(),
          addresses: fc.array(few),
        }),
      )
      .map((list) => collect(list, hostInterfaces)),
    routes: fc
      .array(
        fc.record({
          family: fc.constant('ipv4' as const),
          destination: few,
          device: few,
          source: few,
        }),
      )
      .map((list) => collect(list, routes)),
    neighbours: fc
      .array(
        fc.record({ address: few, device: few, mac: few, state: fc.constant('known' as const) }),
      )
      .map((list) => collect(list, neighbours)),
    listeners: listenerLists,
  }),
  bridges: fc.constant([]),
  endpoints: fc
    .uniqueArray(
      record(
        { name: few, image: few, labels: fc.dictionary(few, few), listeners: listenerLists },
        'name',
      ),
      { selector: ({ name }) => name },
    )
    .map((list) =>
      sortRecords(
        list.map(({ name, ...rest }) => ({ ...endpoint(name), ...rest })),
        ({ id }) => id,
      ),
    ),
  publications: fc.constant([]),
  attachments: fc.constant([]),
  stale: fc.array(fc.record({ part: few, reason: few, since: time })),
});

describe('diffSnapshots and patchSnapshot', () => {
  const before = snapshot(4, [endpoint('a'), endpoint('b'), endpoint('d')]);
  const after = snapshot(5, [endpoint('a'), endpoint('b', 'paused'), endpoint('c')]);

  it('has what was added, changed and removed, and nothing else', () => {
    expect(diffSnapshots(before, after)).toEqual({
      from: 4,
      to: 5,
      endpoints: {
        added: [endpoint('c')],
        updated: [{ key: 'netns:b', set: { state: 'paused' }, unset: [] }],
        removed: ['netns:d'],
      },
    });
  });

  it('patches one snapshot into the next, and keeps unchanged records', () => {
    const diff = diffSnapshots(before, after);
    const patched = diff === null ? null : patchSnapshot(before, diff);
    expect(patched).toEqual(after);
    expect(patched?.endpoints[0]).toBe(before.endpoints[0]);
    expect(patched?.host).toBe(before.host);
  });

  it('has the changes of the host, and nothing else of it', () => {
    const listener = { protocol: 'tcp', address: '0.0.0.0', port: 80, pid: 7 } as const;
    const many = Array.from({ length: 1_000 }, (_, i) => ({ ...listener, port: 1_000 + i }));
    const old = { ...before, host: { ...before.host, listeners: many } };
    const host = { ...old.host, hostname: 'other', listeners: [listener, ...many] };
    const moved = { ...old, revision: 5, host };
    const diff = diffSnapshots(old, moved);
    expect(diff).toEqual({
      from: 4,
      to: 5,
      host: {
        fields: { set: { hostname: 'other' }, unset: [] },
        listeners: { added: [listener], updated: [], removed: [] },
      },
    });
    expect(diff === null ? null : patchSnapshot(old, diff)).toEqual(moved);
  });

  it('removes fields that a record no longer has', () => {
    const [plain, healthy] = [endpoint('a'), { ...endpoint('a'), health: 'healthy' as const }];
    const [old, bare] = [snapshot(4, [healthy]), snapshot(5, [plain])];
    const diff = diffSnapshots(old, bare);
    expect(diff?.endpoints?.updated).toEqual([{ key: 'netns:a', set: {}, unset: ['health'] }]);
    expect(diff === null ? null : patchSnapshot(old, diff)).toEqual(bare);
  });

  it('turns any snapshot into any other, through JSON', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (one, other) => {
        const [from, to] = [
          { ...one, revision: 1 },
          { ...other, revision: 2 },
        ];
        const diff = diffSnapshots(from, to);
        if (diff === null) {
          expect({ ...to, revision: 1 }).toEqual(from);
          return;
        }
        const sent = snapshotDiffSchema.parse(JSON.parse(JSON.stringify(diff)));
        expect(patchSnapshot(from, sent)).toEqual(to);
      }),
    );
  });

  it('is null when only the revision differs', () => {
    expect(diffSnapshots(before, { ...before, revision: 5 })).toBeNull();
  });

  it('refuses a diff that starts from another revision', () => {
    const diff = diffSnapshots(before, after);
    expect(diff === null ? null : patchSnapshot({ ...before, revision: 3 }, diff)).toBeNull();
  });
});
