import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hop } from '#shared/model/trace';
import {
  bridgedMachine,
  helperBundle,
  kernelTraces,
  SandboxHelper,
  untilAnswered,
  type Sandbox,
} from '../e2e/sandbox';
import { chooseIptables } from '../e2e/alternatives';
import { legacyMissing } from '../e2e/legacy';
import { TraceRun, type RanTrace } from '../e2e/trace-run';
import { timeUntil } from '../e2e/ways-in';

const skippedLegacy = legacyMissing === null ? '' : ` (skipped: ${legacyMissing})`;

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

  it('comes by IPv6', async () => {
    machine.start([process.execPath, helperBundle, 'lab-web', 'web', '::', '8006'], 'web');
    await untilAnswered(machine, 'http://[fd00:77::2]:8006');
    await helper.cli('publish', 'web', '2346:8006');
    const { packets, hops } = await traceOf(['2346'], ask('http://[2001:db8:51::1]:2346', 'lan'));
    expect(packets).toMatchObject([{ src: '2001:db8:51::2', dst: '2001:db8:51::1' }]);
    expect(hops.map(brief)).toEqual(
      expect.arrayContaining([
        'host nat PORTOLAN-DNAT dnat',
        'host filter PORTOLAN-FORWARD accept',
      ]),
    );
    expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
    expect(hops[0]?.family).toBe('ipv6');
  });

  it('comes by UDP', async () => {
    await helper.cli('publish', 'web', '5300:9/udp');
    const { packets, hops } = await traceOf(['5300/udp'], datagrams('198.51.100.1', 5300, 1));
    expect(packets).toMatchObject([{ protocol: 'udp', dport: 5300 }]);
    expect(hops.find(({ verdict }) => verdict === 'dnat')?.comment).toBe('portolan:udp-5300');
    expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
  });

  it.each([
    ['lan', 'host', 'prerouting forward postrouting'],
    ['host-address', 'host', 'output postrouting'],
    ['neighbour', 'netns:peer', 'prerouting forward postrouting'],
    ['self', 'netns:web', 'prerouting forward postrouting'],
  ])('is sent on the way %s, without an outside client', async (way, first, hooks) => {
    const { code, packets, hops, end } = await (
      await TraceRun.start(machine, '2345', '--probe', way)
    ).result();
    expect(code).toBe(0);
    expect(packets).toMatchObject([{ namespace: first, dport: 2345 }]);
    const onHost = hops.filter(({ namespace }) => namespace === 'host');
    expect([...new Set(onHost.map(({ hook }) => hook))].join(' ')).toBe(hooks);
    expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
    expect(end).toMatchObject({ reason: 'count', packets: 1 });
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['loopback4', '127.0.0.1'],
    ['loopback6', '::1'],
  ])('goes by %s to the proxy, which sends another one', async (way, address) => {
    const { packets, hops, end } = await (
      await TraceRun.start(machine, '2345', '--probe', way)
    ).result();
    expect(packets).toMatchObject([
      { src: address, dst: address, dport: 2345, oif: 'lo' },
      { src: '10.77.0.1', dst: '10.77.0.2', dport: 8000, oif: 'br0' },
    ]);
    const [asked, sent] = packets.map(({ traceId }) =>
      hops.filter((hop) => hop.traceId === traceId),
    );
    expect(asked?.at(-1)).toMatchObject({ namespace: 'host', hook: 'input', outcome: 'delivered' });
    expect(sent?.map(brief).slice(-2)).toEqual(intoWeb);
    expect(end).toMatchObject({ reason: 'count', packets: 2 });
  });

  it('is followed when its connection was made long before', async () => {
    const client = machine.start(
      ['bash', '-c', 'exec 3<>/dev/tcp/198.51.100.1/2345; sleep 4; echo x >&3; sleep 2'],
      'lan',
    );
    await waitFor(async () => (await connectionId()) !== undefined);
    const { packets, hops } = await traceOf(['--flow', (await connectionId()) ?? ''], () =>
      Promise.resolve(),
    );
    client.kill();
    expect(packets).toMatchObject([{ dport: 2345, flags: 'psh,ack' }]);
    expect(hops.filter(({ table }) => table === 'nat')).toEqual([]);
    expect(hops.find(({ changed }) => changed?.some(({ field }) => field === 'dst'))).toMatchObject(
      {
        note: expect.stringContaining('first packet') as string,
      },
    );
  });
});

describe('a packet that does not arrive', () => {
  const dropped = async (args = ['2345'], action: () => Promise<unknown> = fromLan) =>
    (await traceOf(args, action)).hops.at(-1);

  it('ends at a rule by hand', async () => {
    await machine.commands('iptables -t mangle -A FORWARD -p tcp --dport 8000 -j DROP');
    expect(await dropped()).toMatchObject({
      ...{ table: 'mangle', chain: 'FORWARD', hook: 'forward', verdict: 'drop', owner: 'other' },
      ...{ rule: '-A FORWARD -p tcp -m tcp --dport 8000 -j DROP', outcome: 'dropped' },
    });
  });

  it('ends at a rule that came while the trace was running', async () => {
    const last = await dropped(['2345'], async () => {
      await machine.commands('iptables -t mangle -I FORWARD -s 198.51.100.2 -j DROP');
      await fromLan();
    });
    expect(last).toMatchObject({ rule: '-A FORWARD -s 198.51.100.2/32 -j DROP', verdict: 'drop' });
  });

  it("ends at a rule in a chain of ufw's", async () => {
    await machine.commands(`
      iptables -N ufw-user-input
      iptables -A INPUT -j ufw-user-input
      iptables -A ufw-user-input -p tcp --dport 2345 -j REJECT
    `);
    expect(await dropped(['2345'], ask('http://127.0.0.1:2345'))).toMatchObject({
      ...{ chain: 'ufw-user-input', hook: 'input', verdict: 'reject', owner: 'ufw' },
      ...{ outcome: 'dropped' },
    });
  });

  it('ends at a policy', async () => {
    await machine.commands('iptables -P INPUT DROP');
    expect(await dropped(['2345'], ask('http://127.0.0.1:2345'))).toMatchObject({
      ...{ kind: 'policy', table: 'filter', chain: 'INPUT', verdict: 'drop', outcome: 'dropped' },
    });
  });

  it('ends at a rule of plain nftables inside the container', async () => {
    const chain = 'add chain ip own in { type filter hook input priority 0; }';
    const rule = 'add rule ip own in tcp dport 8000 drop comment "guard"';
    await machine.run(['nft', `add table ip own; ${chain}; ${rule}`], { netns: 'web' });
    expect(await dropped()).toMatchObject({
      ...{ namespace: 'netns:web', table: 'own', chain: 'in', verdict: 'drop', comment: 'guard' },
    });
  });

  it('ends in routing', async () => {
    await machine.commands('ip route add unreachable 10.77.0.2/32');
    expect(await dropped()).toMatchObject({
      ...{ hook: 'prerouting', verdict: 'dnat', outcome: 'lost' },
      note: expect.stringContaining('Routing had no way') as string,
    });
  });
});

describe('a free filter', () => {
  it('follows what a bridge passes on without asking iptables', async () => {
    await machine.run(['sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=0']);
    const { packets, hops } = await traceOf(
      ['--filter', 'tcp src 10.77.0.3 dst 10.77.0.2 dport 8000'],
      ask('http://10.77.0.2:8000', 'peer'),
    );
    expect(packets).toMatchObject([{ src: '10.77.0.3', dst: '10.77.0.2', flags: 'syn' }]);
    const onHost = hops.filter(({ namespace }) => namespace === 'host');
    expect(onHost.map(({ family, hook }) => `${family} ${hook ?? ''}`)).toEqual([
      ...['bridge prerouting', 'bridge forward', 'bridge postrouting'],
    ]);
    expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
  });

  it.each([
    ['BAD_REQUEST', ['--filter', 'icmp dport 80']],
    ['BAD_REQUEST', ['--filter', 'tcp dst 10.0.0.300']],
    ['BAD_REQUEST', ['--filter', 'tcp src 10.0.0.1 dst ::1']],
    ['BAD_REQUEST', ['--flow', '7']],
    ['BAD_REQUEST', ['--filter', 'tcp dport 80', '--probe', 'lan']],
    ['NO_SUCH_PUBLICATION', ['2346']],
  ])('is refused with %s: %s', async (code, args) => {
    const before = await kernelTraces(machine);
    expect(await helper.cli('trace', ...args)).toMatchObject({ code: 1, error: { code } });
    expect(await kernelTraces(machine)).toBe(before);
  });

  it.each([[[]], [['2345', '--flow', '1']], [['2345', '--count', '0']], [['--filter', 'sctp']]])(
    'is bad usage: %s',
    async (args) => {
      expect(await helper.cli('trace', ...args)).toMatchObject({ code: 2 });
    },
  );
});

describe.skipIf(legacyMissing !== null)(`iptables-legacy${skippedLegacy}`, () => {
  it('is told to give no traces', async () => {
    await helper.stop('SIGTERM');
    await chooseIptables(machine, 'legacy');
    helper = await SandboxHelper.start(machine);
    const before = await kernelTraces(machine);
    expect(await helper.cli('trace', '2345')).toMatchObject({
      code: 1,
      error: {
        code: 'UNSUPPORTED',
        message: expect.stringContaining('iptables-legacy') as string,
      },
    });
    expect(await kernelTraces(machine)).toBe(before);
  });
});

describe('nothing of a trace is left', () => {
  it('when no packet came in time', async () => {
    const before = await kernelTraces(machine);
    const { code, end, packets } = await traceOf(['2345', '--timeout', '2'], () =>
      Promise.resolve(),
    );
    expect({ code, packets }).toEqual({ code: 0, packets: [] });
    expect(end).toMatchObject({ reason: 'timeout', packets: 0 });
    expect(await leftovers()).toEqual([]);
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('when it is ended by hand', async () => {
    const run = await TraceRun.start(machine, '2345', '--count', '5');
    await fromLan();
    await killTrace('INT');
    const { code, end } = await run.result();
    expect(code).toBe(0);
    expect(end).toMatchObject({ reason: 'stopped', packets: 1 });
    expect(await leftovers()).toEqual([]);
  });

  it('when its client is killed', async () => {
    const run = await TraceRun.start(machine, '2345');
    expect(await leftovers()).not.toEqual([]);
    await killTrace('KILL');
    await run.result();
    expect(await waitFor(async () => (await leftovers()).length === 0)).toBe(true);
  });

  it('when the helper is killed', async () => {
    const run = await TraceRun.start(machine, '2345');
    await helper.stop('SIGKILL');
    expect(await run.result()).toMatchObject({ code: 3 });
    expect(await waitFor(async () => (await leftovers()).length === 0)).toBe(true);
  });

  it('when five are asked for, which is one too many', async () => {
    const runs = [];
    for (let i = 0; i < 4; i++) runs.push(await TraceRun.start(machine, '2345', '--count', '9'));
    expect(await helper.cli('trace', '2345')).toMatchObject({ error: { code: 'BAD_REQUEST' } });
    await killTrace('INT');
    for (const run of runs) expect(await run.result()).toMatchObject({ code: 0 });
    expect(await leftovers()).toEqual([]);
  });
});

describe('much traffic', () => {
  it('beside the traced packets does not hide them', async () => {
    const flood = machine.start(['python3', '-c', flooder, '198.51.100.1', '9999', '6'], 'lan');
    const { packets, hops, end } = await traceOf(['2345', '--count', '5'], async () => {
      for (let i = 0; i < 5; i++) await fromLan();
    });
    flood.kill();
    expect(packets).toHaveLength(5);
    expect(hops.filter(({ outcome }) => outcome === 'delivered')).toHaveLength(5);
    expect(end).toMatchObject({ reason: 'count', packets: 5, lost: 0 });
  });

  it('of the traced kind is cut by the kernel', async () => {
    await helper.cli('publish', 'web', '5300:9/udp');
    const flood = machine.start(['python3', '-c', flooder, '198.51.100.1', '5300', '15'], 'lan');
    const run = await TraceRun.start(machine, '5300/udp', '--count', '20');
    const { packets, end } = await run.result();
    flood.kill();
    expect(packets).toHaveLength(20);
    expect(end).toMatchObject({ reason: 'count', packets: 20, lost: 0 });
  });
});

/** Sends datagrams as fast as it can for some seconds. */
const flooder = `
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end = time.time() + float(sys.argv[3])
while time.time() < end:
    for _ in range(200): s.sendto(b'x', (sys.argv[1], int(sys.argv[2])))
`;

const datagrams = (address: string, port: number, count: number) => () =>
  machine.run(
    [
      'bash',
      '-c',
      `for i in $(seq ${String(count)}); do echo x > /dev/udp/${address}/${String(port)}; done`,
    ],
    { netns: 'lan' },
  );

async function connectionId(): Promise<string | undefined> {
  const list = ['conntrack', '-L', '-o', 'id', '-p', 'tcp', '--orig-port-dst', '2345'];
  const { stdout } = await machine.run(list);
  return /ESTABLISHED.* id=(\d+)/.exec(stdout)?.[1];
}

/** Tables and processes of a trace, on the host and inside the container, and interfaces of test clients. */
async function leftovers(): Promise<readonly string[]> {
  const commands: readonly (readonly string[])[] = [
    ['nft', 'list', 'tables'],
    ['nsenter', '--net=/run/netns/web', '--', 'nft', 'list', 'tables'],
    ['nsenter', '--net=/run/netns/peer', '--', 'nft', 'list', 'tables'],
    ['ps', '-eo', 'stat,args'],
    ['ip', '-br', 'link'],
  ];
  const texts = await Promise.all(commands.map((argv) => machine.run(argv)));
  return texts
    .flatMap(({ stdout }) => stdout.split('\n'))
    .filter((line) => /portolan-trace|nft -i|nft .*monitor|ptlprobe/.test(line))
    .filter((line) => !line.startsWith('Z'));
}

async function killTrace(signal: string): Promise<void> {
  const { stdout } = await machine.run(['pgrep', '-f', 'portolan.cjs trace']);
  await machine.run(['kill', `-${signal}`, ...stdout.trim().split('\n')]);
}

async function waitFor(condition: () => Promise<boolean>): Promise<boolean> {
  return (await timeUntil(condition, 5_000)) !== null;
}
