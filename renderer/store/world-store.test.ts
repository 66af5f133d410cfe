import { describe, expect, it, vi } from 'vitest';
import type { WindowEvent } from '#shared/contract/window';
import { diffSnapshots } from '#shared/diff/snapshot-diff';
import type { Snapshot } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { endpoint, publication, sampleSnapshot, snapshotOf } from '../testing/sample-snapshot';
import { createWorldStore, worldFeed } from './world-store';
import { verbatim } from '#shared/messages/message';

const connected = { phase: 'connected', world: 'lab' } as const;

function change(before: Snapshot, after: Snapshot): WindowEvent {
  const diff = diffSnapshots(before, after);
  if (diff === null) throw new Error('nothing differs');
  return { type: 'changes', diff };
}

function setUp(snapshot: Snapshot | null, whole: Snapshot = sampleSnapshot) {
  const store = createWorldStore({ state: connected, snapshot });
  const ask = vi.fn(() => Promise.resolve(ok(whole)));
  return { store, ask, feed: worldFeed(store, { snapshot: ask }) };
}

describe('worldFeed', () => {
  const later = snapshotOf({
    revision: 2,
    endpoints: [...sampleSnapshot.endpoints, endpoint('c4', 'hw0')],
    publications: [],
    attachments: [],
  });

  it('applies changes and keeps the identity of what did not change', () => {
    const { store, feed } = setUp(sampleSnapshot);
    feed(change(sampleSnapshot, later));
    const { snapshot } = store.getState();
    expect(snapshot).toEqual(later);
    expect(snapshot?.bridges).toBe(sampleSnapshot.bridges);
    expect(snapshot?.endpoints[0]).toBe(sampleSnapshot.endpoints[0]);
  });

  it('requests the full snapshot, once, when revisions do not match', async () => {
    const whole = { ...later, revision: 9 };
    const { store, feed, ask } = setUp(sampleSnapshot, whole);
    const gap = change({ ...sampleSnapshot, revision: 7 }, { ...later, revision: 8 });
    feed(gap);
    feed(gap);
    expect(store.getState().snapshot).toBe(sampleSnapshot);
    await expect.poll(() => store.getState().snapshot).toEqual(whole);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('lets a change pass that the snapshot holds already', () => {
    const { store, feed, ask } = setUp({ ...sampleSnapshot, revision: 5 });
    feed(change(sampleSnapshot, later));
    expect(store.getState().snapshot?.revision).toBe(5);
    expect(ask).not.toHaveBeenCalled();
  });

  it('keeps the chart while the same world is away, and clears it for another', () => {
    const { store, feed } = setUp(sampleSnapshot);
    const error = appError('HELPER_UNAVAILABLE', verbatim('gone'));
    feed({ type: 'world', state: { phase: 'failed', world: 'lab', error } });
    expect(store.getState().snapshot).toBe(sampleSnapshot);
    feed({ type: 'world', state: { phase: 'connecting', world: 'computer' } });
    expect(store.getState().snapshot).toBeNull();
  });

  it('drops an answer that belongs to a world that was left', async () => {
    const { store, feed } = setUp(null);
    feed(change(sampleSnapshot, later));
    feed({ type: 'world', state: { phase: 'connecting', world: 'computer' } });
    await Promise.resolve();
    await Promise.resolve();
    expect(store.getState().snapshot).toBeNull();
  });

  it('stays unchanged when the full snapshot is not available', async () => {
    const { store } = setUp(sampleSnapshot);
    const feed = worldFeed(store, {
      snapshot: () => Promise.resolve(err(appError('HELPER_UNAVAILABLE', verbatim('gone')))),
    });
    feed(change({ ...sampleSnapshot, revision: 7 }, { ...later, revision: 8 }));
    await Promise.resolve();
    expect(store.getState().snapshot).toBe(sampleSnapshot);
  });

  it('ends with a publication that was added and updated', () => {
    const { store, feed } = setUp(sampleSnapshot);
    const [c1] = sampleSnapshot.endpoints;
    const added = publication(80, c1!);
    const two = { ...sampleSnapshot, revision: 2, publications: [added] };
    const three = { ...two, revision: 3, publications: [{ ...added, state: 'failed' as const }] };
    feed(change(sampleSnapshot, two));
    feed(change(two, three));
    expect(store.getState().snapshot?.publications).toEqual(three.publications);
  });
});
