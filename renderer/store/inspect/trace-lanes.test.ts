import { describe, expect, it } from 'vitest';
import type { Hop } from '#shared/model/trace';
import { droppedHops, forwardedHops } from '../../testing/sample-hops';
import { timelineLanes } from './trace-lanes';
import { packetOutcome } from './packet-outcome';

/** Formats columns: a hook with its hop numbers, `routing`, or an empty hook in parentheses. */
function short(hops: readonly Hop[]) {
  return timelineLanes(hops).map((lane) => [
    lane.namespace,
    ...lane.columns.map((column) =>
      column.kind === 'hook'
        ? `${column.hook} ${column.hops.map(({ seq }) => String(seq)).join(',')}`
        : column.kind === 'routing'
          ? `routing ${column.route.to}`
          : `(${column.hook}${column.reached ? '' : ' not reached'})`,
    ),
  ]);
}

const hop = (seq: number, hook: Hop['hook'], more: Partial<Hop> = {}): Hop => ({
  traceId: 't',
  seq,
  namespace: 'host',
  family: 'ipv4',
  table: 'filter',
  chain: 'X',
  hook,
  kind: 'policy',
  verdict: 'accept',
  owner: 'other',
  ...more,
});

describe('lanes and columns', () => {
  it('follow a forwarded packet into the container', () => {
    expect(short(forwardedHops)).toEqual([
      ['host', 'prerouting 1,2', 'routing forward', 'forward 3', 'postrouting 4'],
      ['netns:c1', 'routing local', 'input 5'],
    ]);
    expect(timelineLanes(forwardedHops)[0]).toMatchObject({ iif: 'eth0', oif: 'hw0' });
    expect(packetOutcome(forwardedHops)).toEqual({ kind: 'delivered', namespace: 'netns:c1' });
  });

  it('end at the drop, and show what was not reached', () => {
    expect(short(droppedHops)).toEqual([
      ['host', 'prerouting 1,2', 'routing forward', 'forward 3', '(postrouting not reached)'],
    ]);
    expect(packetOutcome(droppedHops)).toMatchObject({ kind: 'dropped', hop: { owner: 'ufw' } });
    expect(short([hop(1, 'prerouting', { verdict: 'drop' })])).toEqual([
      ['host', 'prerouting 1', '(forward not reached)', '(postrouting not reached)'],
    ]);
  });

  it('start again where the same packet comes back by lo', () => {
    const local = [
      hop(1, 'output'),
      hop(2, 'postrouting', { oif: 'lo' }),
      hop(3, 'prerouting', { iif: 'lo' }),
      hop(4, 'input', { iif: 'lo', route: { to: 'local' } }),
    ];
    expect(short(local)).toEqual([
      ['host', 'output 1', 'postrouting 2'],
      ['host', 'prerouting 3', 'routing local', 'input 4'],
    ]);
  });

  it('put hops of user chains without a hook where they were entered', () => {
    expect(short([hop(1, 'forward'), hop(2, undefined), hop(3, 'postrouting')])).toEqual([
      ['host', 'forward 1,2', 'postrouting 3'],
    ]);
  });

  it('say which hooks had no rule', () => {
    expect(
      short([hop(1, 'prerouting'), hop(2, 'postrouting', { route: { to: 'forward' } })]),
    ).toEqual([['host', 'prerouting 1', 'routing forward', '(forward)', 'postrouting 2']]);
  });
});
