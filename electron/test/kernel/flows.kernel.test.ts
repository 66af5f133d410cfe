import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { flowSchema, type Flow } from '#shared/model/flow';
import { machineTest as test } from '../machines/machine-test';
import { cliBundle, SandboxHelper, type Sandbox } from '../machines/sandbox';

const hostIp = '198.51.100.1';
const lanIp = '198.51.100.2';

async function publish(helper: SandboxHelper, ...args: readonly string[]): Promise<void> {
  const { ok, error } = await helper.cli('publish', 'web', ...args);
  if (!ok) throw new Error(error.message);
}

async function flows(helper: SandboxHelper, ...args: readonly string[]): Promise<readonly Flow[]> {
  const { ok, value, error } = await helper.cli('flows', ...args);
  if (!ok) throw new Error(error.message);
  return flowSchema.array().parse(value['flows']);
}

/**
 * The flow to a port of the host, or of a container, that there must be as soon as it is heard of.
 */
function flowTo(helper: SandboxHelper, port: number, from?: string): Promise<Flow> {
  return vi.waitFor(
    async () => {
      const all = await flows(helper);
      const found = all.find(
        ({ original }) => original.dport === port && (from === undefined || original.src === from),
      );
      if (found !== undefined) return found;
      throw new Error(`no flow to ${String(port)}: ${JSON.stringify(all)}`);
    },
    { timeout: 15_000, interval: 100 },
  );
}

async function count(machine: Sandbox, pattern: string): Promise<number> {
  const { stdout } = await machine.run(['pgrep', '-c', '-f', pattern]);
  return Number(stdout.trim());
}

test('a client outside by DNAT: publication, rule, both ends, and the wires in order', async ({
  machine,
  helper,
}) => {
  await publish(helper, '2345:8000');
  expect(await machine.fetch(`http://${hostIp}:2345`, 'lan')).toContain('web');
  const flow = await flowTo(helper, 2345);
  expect(flow).toMatchObject({
    protocol: 'tcp',
    original: { src: lanIp, dst: hostIp, dport: 2345 },
    reply: { src: '10.77.0.2', sport: 8000, dst: lanIp },
    dnat: true,
    snat: false,
    replied: true,
    publication: 'tcp-2345',
    to: { id: 'netns:web', name: 'web' },
    wires: ['up0', 'br0', 'v-web'],
    dnatRule: { table: 'nat', chain: 'PORTOLAN-DNAT', owner: 'portolan' },
  });
  const { stdout } = await machine.run(['iptables', '-t', 'nat', '-S', 'PORTOLAN-DNAT']);
  const rules = stdout.split('\n').filter((line) => line.startsWith('-A'));
  expect(rules[(flow.dnatRule?.number ?? 0) - 1]).toContain('--dport 2345');

  const { stdout: words } = await machine.run([process.execPath, cliBundle, 'flows']);
  expect(words).toMatch(
    /tcp +\S* ?198\.51\.100\.2:\d+ +198\.51\.100\.1:2345 +web 10\.77\.0\.2:8000/,
  );
});

test('a client on the host through the proxy: both halves are joined, and the client is named', async ({
  machine,
  helper,
}) => {
  // The kernel tracks a family only where some rule needs it.
  await machine.commands('ip6tables -A INPUT -m conntrack --ctstate INVALID -j DROP');
  await publish(helper, '2345:8000');
  for (const url of ['http://127.0.0.1:2345', 'http://[::1]:2345']) {
    expect(await machine.fetch(url)).toContain('web');
  }
  const all = await flows(helper);
  for (const loopback of ['127.0.0.1', '::1']) {
    const client = all.find(({ original }) => original.dst === loopback && original.dport === 2345);
    expect(client).toMatchObject({ half: 'client', publication: 'tcp-2345', wires: ['lo'] });
    const backend = all.find(({ id }) => id === client?.joined);
    expect(backend).toMatchObject({
      half: 'backend',
      joined: client?.id,
      publication: 'tcp-2345',
      client: { address: loopback, port: client?.original.sport },
      asked: { address: loopback, port: 2345 },
      original: { dst: '10.77.0.2', dport: 8000 },
      wires: ['br0', 'v-web'],
    });
  }
});

test('a client on the host whose own half is not tracked', async ({ machine, helper }) => {
  await publish(helper, '2345:8000');
  expect(await machine.fetch('http://[::1]:2345')).toContain('web');
  const backend = await flowTo(helper, 8000);
  expect(backend).toMatchObject({
    half: 'backend',
    publication: 'tcp-2345',
    client: { address: '::1' },
    asked: { address: '::1', port: 2345 },
  });
  expect(backend.candidates).toBeUndefined();
});

test('a client outside through the proxy alone, and what only looks like it', async ({
  machine,
  helper,
}) => {
  // The kernel tracks nothing unless some rule needs it.
  await publish(helper, '2346:8000');
  await publish(helper, '2345:8000', '--no-dnat');
  expect(await machine.fetch(`http://${hostIp}:2345`, 'lan')).toContain('web');
  expect(await machine.fetch('http://10.77.0.2:8000')).toContain('web');
  const client = await flowTo(helper, 2345, lanIp);
  expect(client).toMatchObject({ dnat: false, half: 'client', wires: ['up0'] });
  const towardsWeb = (await flows(helper)).filter(({ original }) => original.dport === 8000);
  const backend = towardsWeb.find(({ joined }) => joined === client.id);
  expect(backend?.client).toEqual({ address: lanIp, port: client.original.sport });
  // The host's own client connected to the container itself: it may or may not be the proxy's
  // connection.
  const own = towardsWeb.find(({ joined }) => joined === undefined);
  expect(own?.publication).toBeUndefined();
  expect(own?.candidates).toEqual(['tcp-2345', 'tcp-2346']);
  expect(own?.half).toBeUndefined();
});

test('flows that began before anyone followed are in the table', async ({ machine, helper }) => {
  await publish(helper, '2345:8000');
  const open = machine.start(['curl', '-sN', '--max-time', '100', 'telnet://127.0.0.1:2345']);
  const backends = ['ss', '-Htn', 'state', 'established', 'dst', '10.77.0.2:8000'];
  await until(async () => (await machine.run(backends)).stdout !== '');
  const client = await flowTo(helper, 2345, '127.0.0.1');
  expect(client).toMatchObject({ state: 'ESTABLISHED', half: 'client' });
  expect(client.joined).toBeDefined();
  open.kill();
});

test('a neighbour and the container itself, through the host address', async ({
  machine,
  helper,
}) => {
  await publish(helper, '2345:8000');
  expect(await machine.fetch(`http://${hostIp}:2345`, 'peer')).toContain('web');
  expect(await machine.fetch(`http://${hostIp}:2345`, 'web')).toContain('web');
  expect(await flowTo(helper, 2345, '10.77.0.3')).toMatchObject({
    dnat: true,
    snat: true,
    publication: 'tcp-2345',
    from: { name: 'peer' },
    to: { name: 'web' },
    wires: ['v-peer', 'br0', 'v-web'],
  });
  expect(await flowTo(helper, 2345, '10.77.0.2')).toMatchObject({
    from: { name: 'web' },
    to: { name: 'web' },
    wires: ['v-web', 'br0', 'v-web'],
  });
});

test('UDP by DNAT and through the proxy, and a flow of no publication', async ({
  machine,
  helper,
}) => {
  await publish(helper, '5353:5300/udp');
  const send = (address: string, netns?: string) =>
    machine.run(
      ['/usr/bin/python3', '-c', sendDatagram, address],
      netns === undefined ? {} : { netns },
    );
  await send(hostIp, 'lan');
  await send('127.0.0.1');
  expect(await flowTo(helper, 5353, lanIp)).toMatchObject({
    protocol: 'udp',
    dnat: true,
    publication: 'udp-5353',
    replied: false,
    wires: ['up0', 'br0', 'v-web'],
  });
  const client = await flowTo(helper, 5353, '127.0.0.1');
  expect(client).toMatchObject({ half: 'client', publication: 'udp-5353' });
  const backend = (await flows(helper)).find(({ id }) => id === client.joined);
  expect(backend).toMatchObject({
    client: { address: '127.0.0.1', port: client.original.sport },
    original: { dst: '10.77.0.2', dport: 5300 },
  });

  await machine.fetch(`http://${hostIp}:9`, 'lan');
  await machine.run(['/usr/bin/python3', '-c', sendDatagram, '10.77.0.3']);
  const stray = await flowTo(helper, 5353, '10.77.0.1');
  expect(stray).toMatchObject({ dnat: false, snat: false, wires: ['br0', 'v-peer'] });
  expect(stray.publication ?? stray.candidates).toBeUndefined();
});

const sendDatagram = `
import socket, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', (sys.argv[1], 5353))
`;

test('an endpoint’s own table', async ({ machine, helper }) => {
  await machine.commands(
    'ip netns exec web iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT',
  );
  expect(await machine.fetch('http://10.77.0.2:8000', 'peer')).toContain('web');
  expect(await flows(helper, '--endpoint', 'web')).toMatchObject([
    {
      namespace: 'netns:web',
      original: { src: '10.77.0.3', dst: '10.77.0.2', dport: 8000 },
      from: { name: 'peer' },
      to: { name: 'web' },
    },
  ]);
  expect(await flows(helper, '--endpoint', 'peer')).toEqual([]);
  const refused = await helper.cli('flows', '--endpoint', 'nobody');
  expect(refused).toMatchObject({ code: 1, error: { code: 'NO_SUCH_ENDPOINT' } });
});

const sysctl = async (machine: Sandbox, key: string) =>
  (await machine.run(['sysctl', '-n', key])).stdout.trim();
const accounting = (machine: Sandbox) => sysctl(machine, 'net.netfilter.nf_conntrack_acct');

test('accounting: counted while it is on, restored when it is off', async ({ machine, helper }) => {
  expect(await accounting(machine)).toBe('0');
  await publish(helper, '2345:8000');
  const on = await helper.cli('flows', '--accounting', 'on');
  expect(on.value).toEqual({
    accounting: true,
    commands: ['sysctl -w net.netfilter.nf_conntrack_acct=1'],
  });
  // What the helper repairs each second must not take it back.
  await machine.commands('sysctl -qw net.ipv4.ip_forward=0');
  await until(async () => (await sysctl(machine, 'net.ipv4.ip_forward')) === '1');
  expect(await accounting(machine)).toBe('1');
  await machine.fetch(`http://${hostIp}:2345`, 'lan');
  const { original, reply } = await flowTo(helper, 2345);
  expect(original.bytes).toBeGreaterThan(100);
  expect(reply.bytes).toBeGreaterThan(100);
  const off = await helper.cli('flows', '--accounting', 'off');
  expect(off.value['accounting']).toBe(false);
  expect(await accounting(machine)).toBe('0');
});

test('accounting is restored at the helper’s end and after a crash, and stays on if it was on before', async ({
  machine,
  helper,
}) => {
  await helper.cli('flows', '--accounting', 'on');
  await helper.stop('SIGTERM');
  expect(await accounting(machine)).toBe('0');

  helper = await SandboxHelper.start(machine);
  await helper.cli('flows', '--accounting', 'on');
  await helper.stop('SIGKILL');
  expect(await accounting(machine)).toBe('1');
  helper = await SandboxHelper.start(machine);
  expect(await accounting(machine)).toBe('0');

  await machine.commands('sysctl -w net.netfilter.nf_conntrack_acct=1');
  await helper.cli('flows', '--accounting', 'on');
  await helper.cli('flows', '--accounting', 'off');
  expect(await accounting(machine)).toBe('1');
});

/** `portolan flows --follow --json`, and the lines that it has printed. */
function follower(machine: Sandbox, ...args: readonly string[]) {
  const argv = [process.execPath, cliBundle, 'flows', '--follow', '--json', ...args];
  const child = machine.start(argv);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const lines = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { type?: string; flow: Flow; error?: { code: string } });
  return { child, lines, exit: once(child, 'exit') as Promise<[number | null]> };
}

const until = (condition: () => boolean | Promise<boolean>) => expect.poll(condition).toBe(true);

test('flows are followed from beginning to end, and the programs that follow them end too', async ({
  machine,
  helper,
}) => {
  await publish(helper, '2345:8000');
  const { child, lines, exit } = follower(machine, '--publication', '2345/tcp');
  // It follows once it reports a connection that is made now.
  await until(async () => {
    await machine.fetch(`http://${hostIp}:2345`, 'lan');
    return lines().length > 0;
  });
  expect(await count(machine, 'conntrack -E')).toBe(3);
  const asking = ['curl', '-sS', '--local-port', '7777', `http://${hostIp}:2345`];
  expect(await machine.run(asking, { netns: 'lan' })).toMatchObject({ code: 0 });
  await machine.fetch('http://10.77.0.3:1', 'web');
  await machine.commands('conntrack -D -p tcp --orig-port-dst 2345');
  const mine = () => lines().filter(({ flow }) => flow.original.sport === 7777);
  await until(() => mine().some(({ type }) => type === 'destroy'));
  const [first, ...rest] = mine();
  expect(first?.type).toBe('new');
  expect(new Set(rest.map(({ flow }) => flow.id))).toEqual(new Set([first?.flow.id]));
  expect(mine().at(-1)?.type).toBe('destroy');
  expect(new Set(lines().map(({ flow }) => flow.publication))).toEqual(new Set(['tcp-2345']));

  await machine.run(['pkill', '-TERM', '-f', 'portolan.cjs flows']);
  expect(await exit).toEqual([0, null]);
  expect(child.exitCode).toBe(0);
  await until(async () => (await count(machine, 'conntrack -E')) === 0);
});

test('when the helper is killed, its clients report it and nothing keeps running', async ({
  machine,
  helper,
}) => {
  const { lines, exit } = follower(machine);
  await until(async () => (await count(machine, 'conntrack -E')) === 3);
  await helper.stop('SIGKILL');
  expect((await exit)[0]).toBe(3);
  expect(lines().at(-1)?.error?.code).toBe('HELPER_UNAVAILABLE');
  await until(async () => (await count(machine, 'conntrack -E')) === 0);
  helper = await SandboxHelper.start(machine);
  await publish(helper, '2345:8000');
  await machine.fetch(`http://${hostIp}:2345`, 'lan');
  expect(await flowTo(helper, 2345)).toMatchObject({ publication: 'tcp-2345' });
});

test('without conntrack, the reason for the missing flows is given', async ({
  machine,
  helper,
}) => {
  await helper.stop('SIGTERM');
  await machine.run(['mount', '--bind', '/dev/null', '/usr/sbin/conntrack']);
  helper = await SandboxHelper.start(machine);
  const refused = await helper.cli('flows');
  expect(refused).toMatchObject({ code: 1, error: { code: 'UNSUPPORTED' } });
  expect(refused.error.message).toContain('"conntrack" is not installed');
});

test('flows can be saved', async ({ machine, helper }) => {
  await publish(helper, '2345:8000');
  await machine.fetch(`http://${hostIp}:2345`, 'lan');
  await helper.cli('flows', '--save', '/run/flows.csv');
  const { stdout } = await machine.run(['cat', '/run/flows.csv']);
  expect(stdout.split('\r\n')[0]).toMatch(/^id,protocol,state,original_src,/);
  expect(stdout).toContain(`,${lanIp},`);
  const wrong = await helper.cli('flows', '--save', '/run/flows.txt');
  expect(wrong).toMatchObject({ code: 2, error: { code: 'BAD_REQUEST' } });
});
