import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hop } from '#shared/model/trace';
import { bridgedMachine, SandboxHelper, type Sandbox } from '../e2e/sandbox';
import { TraceRun, type RanTrace } from '../e2e/trace-run';

let machine: Sandbox;
let helper: SandboxHelper;

beforeEach(async () => {
  machine = await bridgedMachine();
  await machine.commands(`
    iptables -P FORWARD DROP
    ip address add 2001:db8:51::1/64 dev up0 nodad
    ip -n lan address add 2001:db8:51::2/64 dev eth0 nodad
    ip address add fd00:77::1/64 dev br0 nodad
    ip -n web address add fd00:77::2/64 dev eth0 nodad
    ip -n web -6 route add default via fd00:77::1
  `);
  helper = await SandboxHelper.start(machine);
  await helper.cli('publish', 'web', '2345:8000');
});
afterEach(() => machine.close());

/** Traces while something is done. */
async function traceOf(args: readonly string[], action: () => Promise<unknown>): Promise<RanTrace> {
  const run = await TraceRun.start(machine, ...args);
  await action();
  return run.result();
}

const ask = (url: string, netns?: string) => () => machine.fetch(url, netns, 1);
const fromLan = ask('http://198.51.100.1:2345', 'lan');

/** A hop as a line; the names of our own tables without their numbers. */
const brief = ({ namespace, table, chain, verdict }: Hop) =>
  `${namespace} ${table.replace(/-trace-.*/, '')} ${chain} ${verdict}`;

const intoWeb = ['netns:web portolan prerouting accept', 'netns:web portolan input accept'];

describe('a packet to a published port', () => {
  it('comes from the LAN by DNAT, FORWARD and POSTROUTING into the container', async () => {
    const { code, packets, hops, end } = await traceOf(['2345', '--timeout', '20'], fromLan);
    expect(code).toBe(0);
    expect(packets).toMatchObject([
      { namespace: 'host', src: '198.51.100.2', dst: '198.51.100.1', dport: 2345, flags: 'syn' },
    ]);
    expect(hops.map(brief)).toEqual([
      'host nat PREROUTING jump PORTOLAN-DNAT',
      'host nat PORTOLAN-DNAT dnat',
      'host filter FORWARD jump PORTOLAN-FORWARD',
      'host filter PORTOLAN-FORWARD accept',
      'host nat POSTROUTING jump PORTOLAN-SNAT',
      'host nat PORTOLAN-SNAT return',
      'host nat POSTROUTING accept',
      ...intoWeb,
    ]);
    expect(hops[1]).toMatchObject({
      ...{ hook: 'prerouting', owner: 'portolan', comment: 'portolan:tcp-2345' },
      changed: [
        { field: 'dst', from: '198.51.100.1', to: '10.77.0.2' },
        { field: 'dport', from: '2345', to: '8000' },
      ],
    });
    expect(hops[2]).toMatchObject({ hook: 'forward', route: { to: 'forward', oif: 'br0' } });
    expect(hops.map(({ seq }) => seq)).toEqual(hops.map((_, index) => index + 1));
    expect(new Set(hops.map(({ traceId }) => traceId))).toEqual(new Set([packets[0]?.traceId]));
    expect(hops.at(-1)).toMatchObject({ hook: 'input', outcome: 'delivered' });
    expect(end).toMatchObject({ reason: 'count', packets: 1, lost: 0 });
  });
});
