import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Snapshot } from '#shared/model/snapshot';
import { FactsPoller } from './facts-poller';
import type { FlowFacts } from './join/flow-facts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const snapshot: Snapshot = {
  revision: 1,
  host: {
    hostname: 'here',
    interfaces: [],
    ipForward: true,
    listeners: [],
    firewall: { backend: 'nft', forwardPolicy: 'DROP' },
  },
  bridges: [],
  endpoints: [],
  publications: [],
  attachments: [],
  stale: [],
};

const withRules = (...rules: readonly string[]) =>
  parseIptablesSave(['*nat', ':PREROUTING ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n'));
const dnat = '-A PREROUTING -p tcp -m tcp --dport 2345 -j DNAT --to-destination 10.77.0.2:8000';

it('reports rules that are read after their snapshot, and reports nothing twice', () => {
  let tables = withRules();
  const reported: FlowFacts[] = [];
  const poller = new FactsPoller(
    () => ({ snapshot, tables }),
    (facts) => reported.push(facts),
  );
  expect(poller.start().rules).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(reported).toEqual([]);

  tables = withRules(dnat);
  vi.advanceTimersByTime(2_000);
  expect(reported.map(({ rules }) => rules)).toMatchObject([[{ hostPort: 2345, to: '10.77.0.2' }]]);

  // The same rules, read again, are no change.
  tables = withRules(dnat);
  vi.advanceTimersByTime(2_000);
  expect(reported).toHaveLength(1);
  poller.stop();
});
