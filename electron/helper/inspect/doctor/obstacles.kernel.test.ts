import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObstacleCode, Path, Report } from '#shared/model/doctor';
import type { RuleOwner } from '#shared/model/rules';
import type { WayIn } from '#shared/model/trace';
import { bridgedMachine, SandboxHelper, type Sandbox } from '../../../e2e/sandbox';

let machine: Sandbox;
let helper: SandboxHelper;

beforeEach(async () => {
  machine = await bridgedMachine();
  helper = await SandboxHelper.start(machine);
});
afterEach(() => machine.close());

/** One fault, as a machine has it that is sound otherwise. */
interface Fault {
  readonly code: ObstacleCode;
  readonly where: string;
  readonly from: WayIn;
  readonly owner?: RuleOwner;
  /** What is published by Portolan, with its options; by hand when absent. */
  readonly publish?: readonly string[];
  /** What makes the fault, after it was published; one command a line. */
  readonly make?: string;
  readonly listen?: { readonly netns?: string; readonly address: string; readonly port: number };
  /** Whether a fix is offered, which must make the way work, and whose undo must bring the fault back. */
  readonly fixed: boolean;
  /** Some obstacles let connections be made, and hinder only some packets. */
  readonly partial?: true;
}

/** The DNAT rule of the source article, with no proxy. */
const byHand = `
  sysctl -qw net.ipv4.ip_forward=1
  iptables -t nat -A PREROUTING -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.2:8000
  iptables -t nat -A OUTPUT -d 198.51.100.1/32 -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.2:8000`;
const ours = ['publish', 'web', '2345:8000'];

const faults: readonly Fault[] = [
  {
    code: 'NOT_LISTENING',
    where: 'web port 8001/tcp',
    from: 'lan',
    publish: ['publish', 'web', '2345:8001'],
    fixed: false,
  },
  {
    code: 'LISTENS_ON_LOOPBACK_ONLY',
    where: 'web port 8002/tcp',
    from: 'lan',
    publish: ['publish', 'web', '2345:8002'],
    listen: { netns: 'web', address: '127.0.0.1', port: 8002 },
    fixed: false,
  },
  {
    code: 'LISTENS_ON_OTHER_ADDRESS',
    where: 'web port 8003/tcp',
    from: 'lan',
    publish: ['publish', 'web', '2345:8003'],
    make: 'ip -n web address add 10.99.0.1/32 dev eth0',
    listen: { netns: 'web', address: '10.99.0.1', port: 8003 },
    fixed: false,
  },
  {
    code: 'ENDPOINT_NOT_RUNNING',
    where: 'web',
    from: 'lan',
    publish: ours,
    make: 'ip netns delete web',
    fixed: false,
  },
  {
    code: 'NO_ADDRESS',
    where: 'web',
    from: 'lan',
    publish: ours,
    make: 'ip -n web address delete 10.77.0.2/24 dev eth0',
    fixed: false,
  },
  {
    code: 'NO_DEFAULT_ROUTE',
    where: 'web',
    from: 'lan',
    make: `${byHand}\n ip -n web route delete default`,
    fixed: true,
  },
  {
    code: 'INTERFACE_DOWN',
    where: 'v-web',
    from: 'lan',
    publish: ours,
    make: 'ip link set v-web down',
    fixed: true,
  },
  {
    code: 'BRIDGE_DOWN',
    where: 'br0',
    from: 'lan',
    publish: ours,
    make: 'ip link set br0 down',
    fixed: true,
  },
  {
    code: 'WRONG_INTERFACE',
    where: 'br0',
    from: 'lan',
    publish: ours,
    make: 'ip link set v-web nomaster',
    fixed: true,
  },
  {
    code: 'FORWARD_POLICY_DROP',
    where: 'filter FORWARD',
    from: 'lan',
    owner: 'other',
    make: `${byHand}\n iptables -P FORWARD DROP`,
    fixed: true,
  },
  {
    code: 'DROPPED_BY_RULE',
    where: 'filter ufw-user-forward',
    from: 'lan',
    owner: 'ufw',
    make: `${byHand}\n iptables -N ufw-user-forward\n iptables -A FORWARD -j ufw-user-forward\n iptables -A ufw-user-forward -p tcp --dport 8000 -j DROP`,
    fixed: true,
  },
  {
    code: 'DROPPED_BY_RULE',
    where: 'mangle FORWARD',
    from: 'lan',
    owner: 'other',
    publish: ours,
    make: 'iptables -t mangle -A FORWARD -d 10.77.0.2 -j DROP',
    fixed: true,
  },
  {
    code: 'DROPPED_BY_RULE',
    where: 'raw PREROUTING',
    from: 'neighbour',
    owner: 'other',
    publish: ours,
    make: 'iptables -t raw -A PREROUTING -i br0 -p tcp --dport 2345 -j DROP',
    fixed: true,
  },
  {
    code: 'IP_FORWARD_OFF',
    where: 'net.ipv4.ip_forward',
    from: 'lan',
    make: `${byHand}\n sysctl -qw net.ipv4.ip_forward=0`,
    fixed: true,
  },
  {
    code: 'NO_DNAT_RULE',
    where: 'nat PREROUTING',
    from: 'lan',
    publish: [...ours, '--no-dnat', '--no-proxy'],
    fixed: true,
  },
  {
    code: 'NO_PROXY',
    where: 'port 2345/tcp',
    from: 'loopback4',
    publish: [...ours, '--no-proxy'],
    fixed: true,
  },
  { code: 'NO_PROXY', where: 'port 2345/tcp', from: 'loopback4', make: byHand, fixed: false },
  {
    code: 'DNAT_SHADOWED',
    where: 'nat PREROUTING',
    from: 'lan',
    owner: 'other',
    publish: ours,
    make: 'iptables -t nat -I PREROUTING -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.3:8000',
    fixed: true,
  },
  {
    code: 'PORT_HELD_BY_OTHER',
    where: 'port 2345/tcp',
    from: 'loopback4',
    make: byHand,
    listen: { address: '0.0.0.0', port: 2345 },
    fixed: false,
  },
  {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: 'nat POSTROUTING',
    from: 'self',
    make: byHand,
    fixed: true,
  },
  {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: 'nat POSTROUTING',
    from: 'neighbour',
    make: `${byHand}\n sysctl -qw net.bridge.bridge-nf-call-iptables=0`,
    fixed: true,
  },
  {
    code: 'RP_FILTER',
    where: 'net.ipv4.conf.up0.rp_filter',
    from: 'lan',
    publish: ours,
    make: `ip link add up1 type veth peer name eth1 netns lan
    ip address add 192.0.2.1/24 dev up1
    ip link set up1 up
    ip -n lan address add 192.0.2.2/24 dev eth1
    ip -n lan link set eth1 up
    ip route add 198.51.100.2/32 via 192.0.2.2 dev up1
    sysctl -qw net.ipv4.conf.up0.rp_filter=1`,
    fixed: true,
  },
  {
    code: 'LOOPBACK_GUARD',
    where: 'raw PORTOLAN-GUARD',
    from: 'lan',
    owner: 'portolan',
    publish: ['publish', 'web', '127.0.0.1:2345:8000'],
    fixed: false,
  },
  {
    code: 'HOST_ADDRESS_ONLY',
    where: 'port 2345/tcp',
    from: 'loopback4',
    publish: ['publish', 'web', '198.51.100.1:2345:8000'],
    fixed: false,
  },
  {
    code: 'NO_IPV6',
    where: 'port 2345/tcp',
    from: 'loopback6',
    publish: ['publish', 'web', '0.0.0.0:2345:8000'],
    fixed: false,
  },
  {
    code: 'MTU_MISMATCH',
    where: 'v-web',
    from: 'lan',
    publish: ours,
    make: 'ip link set v-web mtu 1300\n ip link set br0 mtu 1500',
    fixed: true,
    partial: true,
  },
];

/** The report on what Portolan has published, else on what was published by hand. */
async function report(): Promise<Report | undefined> {
  const { value } = await helper.cli('doctor', '2345');
  const reports = value['reports'] as readonly Report[];
  return reports.find(({ publication }) => publication.origin === 'portolan') ?? reports[0];
}

async function pathOf(from: WayIn): Promise<Path | undefined> {
  return (await report())?.paths.find((path) => path.from === from);
}

async function make({ publish, make: text = '', listen }: Fault): Promise<void> {
  if (listen !== undefined) {
    const { netns, address, port } = listen;
    if (address.startsWith('10.99.')) await machine.commands(text);
    const serve = `require('net').createServer().listen(${String(port)}, '${address}')`;
    machine.start([process.execPath, '-e', serve], netns);
    await delay(500);
  }
  if (publish !== undefined) expect(await helper.cli(...publish)).toMatchObject({ ok: true });
  if (listen?.address.startsWith('10.99.') !== true) await machine.commands(text);
}

describe('an obstacle', () => {
  it.each(faults)('$code on $from at $where', async (fault) => {
    const { code, where, from, owner, fixed, partial } = fault;
    await make(fault);
    const stands = partial === true ? 'reachable' : 'unreachable';
    const expected = {
      ...{ predicted: stands, observed: stands, differs: false },
      obstacle: { code, where, ...(owner === undefined ? {} : { owner }) },
    };
    const found = await pathOf(from);
    expect(found).toMatchObject(expected);
    expect(found?.obstacle?.explanation).toMatch(/\.$/);
    if (!fixed) {
      expect(found?.obstacle?.fix).toBeUndefined();
      return;
    }
    expect(found?.obstacle?.fix?.commands).not.toEqual([]);
    const { value } = await helper.cli(
      'doctor',
      String((await report())?.publication.id),
      '--fix',
      from,
    );
    const mended = await pathOf(from);
    expect(mended).toMatchObject({ predicted: 'reachable', observed: 'reachable' });
    expect(mended?.obstacle).toBeUndefined();
    expect(await helper.cli('doctor', '--undo', String(value['fix']))).toMatchObject({ ok: true });
    expect(await pathOf(from)).toMatchObject(expected);
  });
});
