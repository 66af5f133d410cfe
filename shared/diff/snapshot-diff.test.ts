import { describe, expect, it } from 'vitest';
import type { Endpoint, Snapshot } from '../model/snapshot';
import { diffSnapshots, patchSnapshot } from './snapshot-diff';

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

describe('diffSnapshots and patchSnapshot', () => {
  const before = snapshot(4, [endpoint('a'), endpoint('b'), endpoint('d')]);
  const after = snapshot(5, [endpoint('a'), endpoint('b', 'paused'), endpoint('c')]);

  it('tells what came, changed and went, and nothing else', () => {
    expect(diffSnapshots(before, after)).toEqual({
      from: 4,
      to: 5,
      endpoints: {
        added: [endpoint('c')],
        updated: [endpoint('b', 'paused')],
        removed: ['netns:d'],
      },
    });
  });

  it('patches one snapshot into the next, and keeps what is unchanged', () => {
    const diff = diffSnapshots(before, after);
    const patched = diff === null ? null : patchSnapshot(before, diff);
    expect(patched).toEqual(after);
    expect(patched?.endpoints[0]).toBe(before.endpoints[0]);
    expect(patched?.host).toBe(before.host);
  });

  it('carries a change of the host', () => {
    const moved = snapshot(5, before.endpoints, 'other');
    const diff = diffSnapshots(before, moved);
    expect(diff).toEqual({ from: 4, to: 5, host: moved.host });
    expect(diff === null ? null : patchSnapshot(before, diff)).toEqual(moved);
  });

  it('is null when only the revision differs', () => {
    expect(diffSnapshots(before, { ...before, revision: 5 })).toBeNull();
  });

  it('refuses a diff that starts from another revision', () => {
    const diff = diffSnapshots(before, after);
    expect(diff === null ? null : patchSnapshot({ ...before, revision: 3 }, diff)).toBeNull();
  });
});
