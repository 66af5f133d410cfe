import { describe, expect } from 'vitest';
import { connectTo, fromLan } from '../machines/bridged-machine';
import { helperBundle, untilAnswered, type Sandbox } from '../machines/sandbox';
import {
  brief,
  intoWeb,
  leftoversOfTraces,
  traceTest as it,
  traceOf,
} from '../machines/trace-machine';
import { TraceRun } from '../machines/trace-run';

describe('a packet to a published port', () => {
  it('comes from the LAN by DNAT, FORWARD and POSTROUTING into the container', async ({
    machine,
  }) => {
    const { code, packets, hops, end } = await traceOf(
      machine,
      ['2345', '--timeout', '20'],
      fromLan,
    );
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
      hook: 'prerouting',
      owner: 'portolan',
      comment: 'portolan:tcp-2345',
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

  it('comes by IPv6', async ({ machine, helper }) => {
    machine.start([process.execPath, helperBundle, 'lab-web', 'web', '::', '8006'], 'web');
    await untilAnswered(machine, 'http://[fd00:77::2]:8006');
    await helper.cli('publish', 'web', '2346:8006');
    const { packets, hops } = await traceOf(
      machine,
      ['2346'],
      connectTo('http://[2001:db8:51::1]:2346', 'lan'),
    );
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

  it('comes by UDP', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '5300:9/udp');
    const { packets, hops } = await traceOf(machine, ['5300/udp'], datagram);
    expect(packets).toMatchObject([{ protocol: 'udp', dport: 5300 }]);
    expect(hops.find(({ verdict }) => verdict === 'dnat')?.comment).toBe('portolan:udp-5300');
    expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
  });

  it.for([
    ['lan', 'host', 'prerouting forward postrouting'],
    ['host-address', 'host', 'output postrouting'],
    ['neighbour', 'netns:peer', 'prerouting forward postrouting'],
    ['self', 'netns:web', 'prerouting forward postrouting'],
  ] as const)(
    'is sent on the path %s, without an outside client',
    async ([from, first, hooks], { machine }) => {
      const { code, packets, hops, end } = await (
        await TraceRun.start(machine, '2345', '--probe', from)
      ).result();
      expect(code).toBe(0);
      expect(packets).toMatchObject([{ namespace: first, dport: 2345 }]);
      const onHost = hops.filter(({ namespace }) => namespace === 'host');
      expect([...new Set(onHost.map(({ hook }) => hook))].join(' ')).toBe(hooks);
      expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
      expect(end).toMatchObject({ reason: 'count', packets: 1 });
      expect(await leftoversOfTraces(machine)).toEqual([]);
    },
  );

  it.for([
    ['loopback4', '127.0.0.1'],
    ['loopback6', '::1'],
  ] as const)(
    'goes by %s to the proxy, which sends another one',
    async ([from, address], { machine }) => {
      const { packets, hops, end } = await (
        await TraceRun.start(machine, '2345', '--probe', from)
      ).result();
      expect(packets).toMatchObject([
        { src: address, dst: address, dport: 2345, oif: 'lo' },
        { src: '10.77.0.1', dst: '10.77.0.2', dport: 8000, oif: 'br0' },
      ]);
      const [asked, sent] = packets.map(({ traceId }) =>
        hops.filter((hop) => hop.traceId === traceId),
      );
      expect(asked?.at(-1)).toMatchObject({
        namespace: 'host',
        hook: 'input',
        outcome: 'delivered',
      });
      expect(sent?.map(brief).slice(-2)).toEqual(intoWeb);
      expect(end).toMatchObject({ reason: 'count', packets: 2 });
    },
  );

  it('is followed when its connection was made long before', async ({ machine }) => {
    const client = machine.start(
      ['bash', '-c', `exec 3<>/dev/tcp/198.51.100.1/2345; ${slowRequest}`],
      'lan',
    );
    await expect.poll(() => connectionId(machine)).toBeDefined();
    const { packets, hops } = await traceOf(
      machine,
      ['--flow', (await connectionId(machine)) ?? ''],
      () => Promise.resolve(),
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
  const dropped = async (
    machine: Sandbox,
    args = ['2345'],
    action: (machine: Sandbox) => Promise<unknown> = fromLan,
  ) => (await traceOf(machine, args, action)).hops.at(-1);

  it('ends at a rule of the user', async ({ machine }) => {
    await machine.commands('iptables -t mangle -A FORWARD -p tcp --dport 8000 -j DROP');
    expect(await dropped(machine)).toMatchObject({
      table: 'mangle',
      chain: 'FORWARD',
      hook: 'forward',
      verdict: 'drop',
      owner: 'other',
      rule: '-A FORWARD -p tcp -m tcp --dport 8000 -j DROP',
      outcome: 'dropped',
    });
  });

  it('ends at a rule that came while the trace was running', async ({ machine }) => {
    const last = await dropped(machine, ['2345'], async () => {
      await machine.commands('iptables -t mangle -I FORWARD -s 198.51.100.2 -j DROP');
      await fromLan(machine);
    });
    expect(last).toMatchObject({ rule: '-A FORWARD -s 198.51.100.2/32 -j DROP', verdict: 'drop' });
  });

  it("ends at a rule in a chain of ufw's", async ({ machine }) => {
    await machine.commands(`
      iptables -N ufw-user-input
      iptables -A INPUT -j ufw-user-input
      iptables -A ufw-user-input -p tcp --dport 2345 -j REJECT
    `);
    expect(await dropped(machine, ['2345'], connectTo('http://127.0.0.1:2345'))).toMatchObject({
      chain: 'ufw-user-input',
      hook: 'input',
      verdict: 'reject',
      owner: 'ufw',
      outcome: 'dropped',
    });
  });

  it('ends at a policy', async ({ machine }) => {
    await machine.commands('iptables -P INPUT DROP');
    expect(await dropped(machine, ['2345'], connectTo('http://127.0.0.1:2345'))).toMatchObject({
      kind: 'policy',
      table: 'filter',
      chain: 'INPUT',
      verdict: 'drop',
      outcome: 'dropped',
    });
  });

  it('ends at a rule of plain nftables inside the container', async ({ machine }) => {
    const chain = 'add chain ip own in { type filter hook input priority 0; }';
    const rule = 'add rule ip own in tcp dport 8000 drop comment "guard"';
    await machine.run(['nft', `add table ip own; ${chain}; ${rule}`], { netns: 'web' });
    expect(await dropped(machine)).toMatchObject({
      namespace: 'netns:web',
      table: 'own',
      chain: 'in',
      verdict: 'drop',
      comment: 'guard',
    });
  });

  it('ends in routing', async ({ machine }) => {
    await machine.commands('ip route add unreachable 10.77.0.2/32');
    expect(await dropped(machine)).toMatchObject({
      hook: 'prerouting',
      verdict: 'dnat',
      outcome: 'lost',
      note: expect.stringContaining('Routing dropped it') as string,
    });
  });
});

/** One line a second of a request that never ends. */
const slowRequest =
  'printf "GET / HTTP/1.1\\r\\n" >&3; for i in $(seq 60); do sleep 1; printf "X-$i: y\\r\\n" >&3; done';

const datagram = (machine: Sandbox) =>
  machine.run(['bash', '-c', 'echo x > /dev/udp/198.51.100.1/5300'], { netns: 'lan' });

async function connectionId(machine: Sandbox): Promise<string | undefined> {
  const list = ['conntrack', '-L', '-o', 'id', '-p', 'tcp', '--orig-port-dst', '2345'];
  const { stdout } = await machine.run(list);
  return /ESTABLISHED.* id=(\d+)/.exec(stdout)?.[1];
}
