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
  const told: { readonly at: number; readonly event: FlowsEvent }[] = [];
  const state = { backlog: 0 };
  const connection: ClientConnection = {
    notify: (event) => {
      if (event.type === 'flows') told.push({ at: performance.now(), event });
    },
    get backlog() {
      return state.backlog;
    },
    onClose: () => undefined,
  };
  return { told, state, connection };
}

const change = (id: string): FlowChange => ({
  type: 'new',
  flow: {
    ...{ id, protocol: 'udp', dnat: false, snat: false, wires: [], since: 0 },
    original: { src: '192.0.2.2', dst: '192.0.2.1' },
    reply: { src: '192.0.2.1', dst: '192.0.2.2' },
  },
});

const changes = (id: string, total: number) => ({
  ...{ type: 'changes' as const, changes: [change(id)], omitted: 0 },
  status: { total, events: total, lost: 0, accounting: false },
});

test('however often the table tells, a client is told at most ten times a second, and everything', () => {
  const followers = new FlowFollowers();
  const { told, connection } = client();
  followers.add(connection);
  for (let i = 1; i <= 300; i++) {
    followers.tell(changes(String(i), i));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(200);
  expect(told.flatMap(({ event }) => event.changes)).toHaveLength(300);
  for (const { at } of told) {
    const second = told.filter((other) => other.at >= at && other.at < at + 1_000);
    expect(second.length).toBeLessThanOrEqual(10);
  }
  expect(told.at(-1)?.event.status.total).toBe(300);
});

test('a client that does not read is told how many changes it missed once it reads again', () => {
  const followers = new FlowFollowers();
  const { told, state, connection } = client();
  followers.add(connection);
  state.backlog = 1e9;
  for (let i = 1; i <= 5; i++) {
    followers.tell(changes(String(i), i));
    vi.advanceTimersByTime(200);
  }
  expect(told).toEqual([]);
  state.backlog = 0;
  followers.tell(changes('6', 6));
  vi.advanceTimersByTime(200);
  expect(told[0]?.event).toMatchObject({ omitted: 5, changes: [{ flow: { id: '6' } }] });
});
