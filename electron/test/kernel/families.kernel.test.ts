import { describe, expect } from 'vitest';
import { sharedMachineTest, type CloseAtEnd } from '../machines/machine-test';
import { bridgedMachine, giveIpv6 } from '../machines/bridged-machine';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';

/** Answers each datagram, of any size, with the address of its client. */
const udpServer = `
const [address, port] = process.argv.slice(1);
const socket = require('node:dgram').createSocket(address.includes(':') ? 'udp6' : 'udp4');
socket.on('message', (m, c) => socket.send(m.length > 100 ? m : Buffer.from(m + ' from ' + c.address), c.port, c.address));
socket.bind(Number(port), address, () => console.log('up'));
`;

/**
 * Sends one datagram and prints the reply and the address that it came from; nothing when there is
 * none.
 */
const udpClient = `
const [address, port, size] = process.argv.slice(1);
const socket = require('node:dgram').createSocket(address.includes(':') ? 'udp6' : 'udp4');
const message = size ? Buffer.alloc(Number(size), 'x') : Buffer.from('hello');
socket.on('message', (m, from) => { console.log(from.address, size ? m.length : m.toString()); process.exit(); });
socket.send(message, Number(port), address);
setTimeout(() => process.exit(), 4000);
`;

async function ask(
  machine: Sandbox,
  address: string,
  port: number,
  netns?: string,
  size?: number,
): Promise<string> {
  const argv = [
    process.execPath,
    '-e',
    udpClient,
    address,
    String(port),
    ...(size === undefined ? [] : [String(size)]),
  ];
  return (await machine.run(argv, netns === undefined ? {} : { netns })).stdout.trim();
}

async function serveUdp(machine: Sandbox, address: string, port: number): Promise<void> {
  await machine.startReady([process.execPath, '-e', udpServer, address, String(port)], 'web');
}

/** A machine with IPv6, a second address of its uplink, and a UDP service in `web`. */
async function prepare(closeAtEnd: CloseAtEnd) {
  const machine = closeAtEnd(await bridgedMachine());
  await giveIpv6(machine);
  await machine.commands('ip address add 198.51.100.9/24 dev up0');
  await serveUdp(machine, '0.0.0.0', 5353);
  const helper = await SandboxHelper.start(machine);
  return { machine, helper };
}

const it = sharedMachineTest(prepare);
it.afterEach(({ helper }) => helper.unpublishAll());

describe('UDP', () => {
  it('is served on every path, and replies come from the address that the client used', async ({
    machine,
    helper,
  }) => {
    const before = await kernelTraces(machine);
    expect(await helper.cli('publish', 'web', '53:5353/udp')).toMatchObject({
      value: { publications: [{ protocol: 'udp', hostPort: 53, state: 'active' }] },
    });
    expect(await ask(machine, '198.51.100.1', 53, 'lan')).toBe(
      '198.51.100.1 hello from 198.51.100.2',
    );
    expect(await ask(machine, '198.51.100.9', 53, 'lan')).toMatch(/^198\.51\.100\.9 hello/);
    expect(await ask(machine, '198.51.100.9', 53)).toMatch(/^198\.51\.100\.9 hello/);
    expect(await ask(machine, '127.0.0.1', 53)).toMatch(/^127\.0\.0\.1 hello/);
    expect(await ask(machine, '::1', 53)).toMatch(/^::1 hello/);
    expect(await ask(machine, '2001:db8:51::1', 53, 'lan')).toMatch(/^2001:db8:51::1 hello/);
    expect(await ask(machine, '198.51.100.1', 53, 'peer')).toMatch(/^198\.51\.100\.1 hello/);
    expect(await ask(machine, '198.51.100.1', 53, 'web')).toMatch(/^198\.51\.100\.1 hello/);
    await helper.cli('unpublish', '53/udp');
    expect(await ask(machine, '198.51.100.1', 53, 'lan')).toBe('');
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('carries datagrams of every size through the proxy', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '53:5353/udp');
    for (const size of [200, 1_472, 9_000, 65_507]) {
      expect(await ask(machine, '127.0.0.1', 53, undefined, size)).toBe(
        `127.0.0.1 ${String(size)}`,
      );
    }
    await helper.cli('unpublish', '53/udp');
  });

  it('forgets what the kernel knew of the port before, when added and when removed', async ({
    machine,
    helper,
  }) => {
    // A client that sent datagrams before the publication keeps its conntrack entry alive by
    // sending more.
    const steady = `
      const s = require('node:dgram').createSocket('udp4');
      s.bind(40000, () => setInterval(() => s.send('tick', 53, '198.51.100.1', () => console.log('asked')), 50));
      s.on('message', () => console.log('heard'));`;
    const client = await machine.startReady([process.execPath, '-e', steady], 'lan');
    let text = '';
    client.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const said = (word: string) => text.split(word).length - 1;
    /** Waits until it has sent some more, so that the result of the earlier ones is known. */
    const asksOn = async () => {
      const before = said('asked');
      await expect.poll(() => said('asked')).toBeGreaterThan(before + 5);
    };
    await asksOn();
    expect(said('heard')).toBe(0);
    await helper.cli('publish', 'web', '53:5353/udp');
    await expect.poll(() => said('heard')).toBeGreaterThan(0);
    await helper.cli('unpublish', '53/udp');
    await asksOn();
    const after = said('heard');
    await asksOn();
    expect(said('heard')).toBe(after);
    client.kill();
  });

  it('serves again when a backend returns', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '5454:5454/udp');
    expect(await ask(machine, '127.0.0.1', 5454)).toBe('');
    await serveUdp(machine, '0.0.0.0', 5454);
    expect(await ask(machine, '127.0.0.1', 5454)).toMatch(/^127\.0\.0\.1 hello/);
    await helper.cli('unpublish', '5454/udp');
  });

  it('holds the port against other programs, and TCP of the same number stays free', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '53:5353/udp');
    const script = `require('node:dgram').createSocket('udp4').on('error', (e) => { console.log(e.code); process.exit(); }).bind(53, '0.0.0.0', () => { console.log('taken'); process.exit(); })`;
    expect((await machine.run([process.execPath, '-e', script])).stdout.trim()).toBe('EADDRINUSE');
    expect(await helper.cli('publish', 'web', '53:8000')).toMatchObject({ ok: true });
    await helper.cli('unpublish', '53');
  });
});

describe('host addresses', () => {
  it('serves one address alone', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '198.51.100.9:2345:8000');
    expect(await machine.fetch('http://198.51.100.9:2345', 'lan')).toContain('web served');
    expect(await machine.fetch('http://198.51.100.1:2345', 'lan')).toBeNull();
    expect(await machine.fetch('http://127.0.0.1:2345')).toBeNull();
    expect(await helper.cli('publish', 'peer', '198.51.100.1:2345:8000')).toMatchObject({
      ok: true,
    });
    expect(await helper.cli('publish', 'peer', '2345:8000')).toMatchObject({
      error: { code: 'PORT_IN_USE' },
    });
    await helper.cli('unpublish', '2345');
  });

  describe('on loopback, where the kernel would let outside clients in', () => {
    /** Whether something is answered at a port of 127.0.0.1. */
    const isAnswered = {
      tcp: async (machine: Sandbox, port: number, netns?: string) =>
        (await machine.fetch(`http://127.0.0.1:${String(port)}`, netns, 2)) !== null,
      udp: async (machine: Sandbox, port: number, netns?: string) =>
        (await ask(machine, '127.0.0.1', port, netns)) !== '',
    };
    const webServer = `require('node:http').createServer((q, r) => r.end('x')).listen(7777, '127.0.0.1', () => console.log('up'))`;

    const it = sharedMachineTest(async (closeAtEnd) => {
      const prepared = await prepare(closeAtEnd);
      const { machine } = prepared;
      await machine.commands(`
        sysctl -qw net.ipv4.conf.up0.route_localnet=1
        ip netns exec lan sysctl -qw net.ipv4.conf.eth0.route_localnet=1
        ip -n lan route add 127.0.0.1/32 via 198.51.100.1
      `);
      await machine.startReady([process.execPath, '-e', webServer]);
      await machine.startReady([process.execPath, '-e', udpServer, '127.0.0.1', '7777']);
      return prepared;
    });

    it.for([
      ['tcp', 2345, '127.0.0.1:2345:8000'],
      ['udp', 53, '127.0.0.1:53:5353/udp'],
    ] as const)(
      'serves the host alone by %s',
      async ([protocol, port, spec], { machine, helper }) => {
        // What another program serves there is reached from outside.
        expect(await isAnswered[protocol](machine, 7777, 'lan')).toBe(true);
        await helper.cli('publish', 'web', spec);
        expect(await isAnswered[protocol](machine, port)).toBe(true);
        const guard = ['iptables', '-t', 'raw', '-S', 'PORTOLAN-GUARD'];
        expect((await machine.run(guard)).stdout).toContain(
          `-d 127.0.0.1/32 ! -i lo -p ${protocol} -m ${protocol} --dport ${String(port)}`,
        );
        expect(await isAnswered[protocol](machine, port, 'lan')).toBe(false);
        const counted = ['iptables', '-t', 'raw', '-L', 'PORTOLAN-GUARD', '-nvx'];
        const { stdout } = await machine.run(counted);
        expect(Number(/^\s*(\d+).*DROP/m.exec(stdout)?.[1])).toBeGreaterThan(0);
        expect(await isAnswered[protocol](machine, 7777, 'lan')).toBe(true);
      },
    );
  });

  it('serves IPv6 by the proxy while the container answers by IPv4 alone', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    expect(await machine.fetch('http://[2001:db8:51::1]:2345', 'lan')).toContain('web served');
    expect(await machine.fetch('http://[::1]:2345')).toContain('web served');
    expect((await machine.run(['ip6tables-save'])).stdout).not.toContain('PORTOLAN');
    await helper.cli('unpublish', '2345');
  });

  it('translates IPv6 in the kernel while the container listens on it', async ({
    machine,
    helper,
  }) => {
    const script = `require('node:http').createServer((q, r) => r.end('six saw ' + q.socket.remoteAddress)).listen(8006, '::', () => console.log('up'))`;
    await machine.startReady([process.execPath, '-e', script], 'web');
    const before = await kernelTraces(machine);
    await helper.cli('publish', 'web', '2006:8006');
    expect(await machine.fetch('http://[2001:db8:51::1]:2006', 'lan')).toBe(
      'six saw 2001:db8:51::2',
    );
    expect(await machine.fetch('http://[2001:db8:51::1]:2006', 'peer')).toBeNull();
    expect(await machine.fetch('http://[fd00:77::1]:2006', 'web')).toContain('six saw');
    expect(await machine.fetch('http://[::1]:2006')).toContain('six saw');
    await helper.cli('unpublish', '2006');
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('serves ::1 alone', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '[::1]:2345:8000');
    expect(await machine.fetch('http://[::1]:2345')).toContain('web served');
    expect(await machine.fetch('http://127.0.0.1:2345')).toBeNull();
    await helper.cli('unpublish', '[::1]:2345');
  });
});

describe('neighbours', () => {
  it('are also served to another bridge, whose traffic no other rule accepts', async ({
    machine,
    helper,
  }) => {
    await machine.commands(`
      ip netns add far
      ip link add br1 type bridge
      ip address add 10.88.0.1/24 dev br1
      ip link set br1 up
      ip link add v-far type veth peer name eth0 netns far
      ip link set v-far master br1
      ip link set v-far up
      ip -n far address add 10.88.0.2/24 dev eth0
      ip -n far link set eth0 up
      ip -n far route add default via 10.88.0.1
      iptables -P FORWARD DROP
    `);
    await helper.cli('publish', 'web', '2345:8000');
    expect(await machine.fetch('http://198.51.100.1:2345', 'far')).toContain('served 10.88.0.2:');
    expect(await machine.fetch('http://10.77.0.2:8000', 'far', 1)).toBeNull();
    await helper.cli('unpublish', '2345');
    await machine.commands('iptables -P FORWARD ACCEPT');
  });
});

describe('port specifications', () => {
  it('chooses a free port outside the reserved ones, the same for both families', async ({
    machine,
    helper,
  }) => {
    await machine.commands('sysctl -w net.ipv4.ip_local_reserved_ports=49153-49160,49162');
    const first = await helper.cli('publish', 'web', '8000');
    const second = await helper.cli('publish', 'web', '127.0.0.1::8000');
    expect(first).toMatchObject({ value: { publications: [{ hostPort: 49161, hostIp: '*' }] } });
    expect(second).toMatchObject({
      value: { publications: [{ hostPort: 49163, hostIp: '127.0.0.1' }] },
    });
    expect(await machine.fetch('http://[::1]:49161')).toContain('web served');
    await helper.cli('unpublish', '49161', '49163');
  });

  it('chooses in a range of host ports for one container port', async ({ helper }) => {
    await helper.cli('publish', 'web', '3000:8000');
    expect(await helper.cli('publish', 'web', '3000-3005:8000')).toMatchObject({
      value: { publications: [{ hostPort: 3001 }] },
    });
    await helper.cli('unpublish', '3000', '3001');
  });

  it('publishes a range of 1,000 ports at once, and unpublishes it', async ({
    machine,
    helper,
  }) => {
    const before = await kernelTraces(machine);
    const published = await helper.cli('publish', 'web', '20000-20999:8000-8999');
    expect(published).toMatchObject({ ok: true });
    expect((published.value['publications'] as unknown[]).length).toBe(1000);
    expect(await machine.fetch('http://198.51.100.1:20000', 'lan')).toContain('web served');
    const ids = (published.value['publications'] as { id: string }[]).map(({ id }) => id);
    expect(await helper.cli('unpublish', ...ids)).toMatchObject({ ok: true });
    expect(await kernelTraces(machine)).toBe(before);
  });
});
