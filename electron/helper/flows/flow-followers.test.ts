import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HelperEvent } from '#shared/contract/helper';
import type { FlowChange } from '#shared/model/flow';
import type { ClientConnection } from '../util/client-connection';
import { FlowFollowers } from './flow-followers';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type FlowsEvent = Extract<HelperEvent, { type: 'flows' }>;

function client() {
  const sent: { readonly at: number; readonly event: FlowsEvent }[] = [];
  const state = { backlog: 0 };
  const connection: ClientConnection = {
    notify: (event) => {
      if (event.type === 'flows') sent.push({ at: performance.now(), event });
    },
    get backlog() {
      return state.backlog;
    },
    isGone: false,
    onClose: () => undefined,
  };
  return { sent, state, connection };
}

const change = (id: string): FlowChange => ({
  type: 'new',
  flow: {
    id,
    protocol: 'udp',
    dnat: false,
    snat: false,
    wires: [],
    since: 0,
    original: { src: '192.0.2.2', dst: '192.0.2.1' },
    reply: { src: '192.0.2.1', dst: '192.0.2.2' },
  },
});

const changes = (id: string, total: number) => ({
  type: 'changes' as const,
  changes: [change(id)],
  omitted: 0,
  status: { total, events: total, lost: 0, accounting: false },
});

test('a client gets every change in at most ten messages a second', () => {
  const followers = new FlowFollowers();
  const { sent, connection } = client();
  followers.add(connection);
  for (let i = 1; i <= 300; i++) {
    followers.send(changes(String(i), i));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(200);
  expect(sent.flatMap(({ event }) => event.changes)).toHaveLength(300);
  for (const { at } of sent) {
    const second = sent.filter((other) => other.at >= at && other.at < at + 1_000);
    expect(second.length).toBeLessThanOrEqual(10);
  }
  expect(sent.at(-1)?.event.status.total).toBe(300);
});

test('a client that stopped reading gets the number of changes it missed when it reads again', () => {
  const followers = new FlowFollowers();
  const { sent, state, connection } = client();
  followers.add(connection);
  state.backlog = 1e9;
  for (let i = 1; i <= 5; i++) {
    followers.send(changes(String(i), i));
    vi.advanceTimersByTime(200);
  }
  expect(sent).toEqual([]);
  state.backlog = 0;
  followers.send(changes('6', 6));
  vi.advanceTimersByTime(200);
  expect(sent[0]?.event).toMatchObject({ omitted: 5, changes: [{ flow: { id: '6' } }] });
});
