import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Snapshot } from '#shared/model/snapshot';
import { FactsKeeper } from './facts-keeper';
import type { FlowFacts } from './join/facts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const snapshot: Snapshot = {
  revision: 1,
  host: {
    ...{ hostname: 'here', interfaces: [], ipForward: true, listeners: [] },
    firewall: { backend: 'nft', forwardPolicy: 'DROP' },
  },
  ...{ bridges: [], endpoints: [], publications: [], attachments: [], stale: [] },
};

const withRules = (...rules: readonly string[]) =>
  parseIptablesSave(['*nat', ':PREROUTING ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n'));
const dnat = '-A PREROUTING -p tcp -m tcp --dport 2345 -j DNAT --to-destination 10.77.0.2:8000';

it('tells of rules that are read after the snapshot that they belong to, and of nothing twice', () => {
  let tables = withRules();
  const told: FlowFacts[] = [];
  const keeper = new FactsKeeper(
    () => ({ snapshot, tables }),
    (facts) => told.push(facts),
  );
  expect(keeper.start().rules).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(told).toEqual([]);

  tables = withRules(dnat);
  vi.advanceTimersByTime(2_000);
  expect(told.map(({ rules }) => rules)).toMatchObject([[{ hostPort: 2345, to: '10.77.0.2' }]]);

  // Read again, the same rules are nothing new.
  tables = withRules(dnat);
  vi.advanceTimersByTime(2_000);
  expect(told).toHaveLength(1);
  keeper.stop();
});
