import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { Report } from '#shared/model/doctor';
import { machineTest as it } from '../machines/machine-test';
import type { Sandbox, SandboxHelper } from '../machines/sandbox';

/** What was observed on each path to a publication. */
async function observed(helper: SandboxHelper, selector: string): Promise<Record<string, string>> {
  const { value } = await helper.cli('doctor', selector);
  const reports = value['reports'] as readonly Report[];
  const report = reports.find(({ publication }) => publication.origin === 'portolan');
  return Object.fromEntries(report?.paths.map((path) => [path.from, path.observed]) ?? []);
}

const paths = ['lan', 'host-address', 'loopback4', 'loopback6', 'neighbour', 'self'];
const all = (value: string) => Object.fromEntries(paths.map((path) => [path, value]));

const udpService = (reply: boolean) =>
  `const s = require('dgram').createSocket('udp4'); s.on('message', (m, r) => { ${reply ? 's.send(m, r.port, r.address)' : ''} }); s.bind(5000, () => console.log('ready'))`;

/** Links, rules and sockets: all that a test may leave behind. */
async function traces(machine: Sandbox): Promise<string> {
  const commands = ['ip -o link', 'ip -o address', 'ip netns list', 'nft list ruleset'];
  const texts = await Promise.all(commands.map((line) => machine.run(line.split(' '))));
  const inside = await machine.run(['nft', 'list', 'ruleset'], { netns: 'web' });
  return [...texts, inside]
    .map(({ stdout }) => stdout)
    .join('\n')
    .replace(/counter packets \d+ bytes \d+| tentative/g, '');
}

describe('inbound paths, tried by real connections', () => {
  it('are reachable where a port is published, and leave nothing behind', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const before = await traces(machine);
    expect(await observed(helper, '2345:8000')).toEqual(all('reachable'));
    expect(await traces(machine)).toBe(before);
  });

  it('are not misled by a proxy whose container does not answer', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '2345:8001', '--no-dnat');
    expect(await observed(helper, '2345')).toEqual(all('unreachable'));
    await machine.commands('ip netns exec web iptables -I INPUT -p tcp --dport 8001 -j DROP');
    expect(await observed(helper, '2345')).toEqual(all('unreachable'));
  });

  it('are not misled by another container that answers', async ({ machine, helper }) => {
    const server = `require('net').createServer().listen(8000, () => console.log('ready'))`;
    await machine.startReady([process.execPath, '-e', server], 'peer');
    await helper.cli('publish', 'web', '2345:8000');
    await machine.commands(
      'iptables -t nat -I PREROUTING -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.3:8000',
    );
    expect(await observed(helper, '2345')).toMatchObject({
      lan: 'unreachable',
      'host-address': 'reachable',
    });
  });

  it('are judged by a datagram that is answered, refused, or arrives without an answer', async ({
    machine,
    helper,
  }) => {
    await machine.startReady([process.execPath, '-e', udpService(true)], 'web');
    await machine.startReady([process.execPath, '-e', udpService(false)], 'peer');
    await helper.cli('publish', 'web', '2345:5000/udp', '2346:5001/udp');
    await helper.cli('publish', 'peer', '2347:5000/udp');
    expect(await observed(helper, '2345/udp')).toEqual(all('reachable'));
    expect(await observed(helper, '2346/udp')).toMatchObject({
      lan: 'unreachable',
      self: 'unreachable',
    });
    expect(await observed(helper, '2347/udp')).toEqual(all('reachable'));
    await machine.commands('iptables -t raw -I PREROUTING -p udp --dport 2347 -j DROP');
    expect(await observed(helper, '2347/udp')).toMatchObject({ lan: 'unreachable' });
  });

  it('use a test client of their own where there is no neighbour', async ({ machine, helper }) => {
    // The bridge has another MAC without its port, which clients have to learn again.
    await machine.commands(`
      ip netns delete peer
      ip -n web neigh flush all`);
    const { stdout: mac } = await machine.run(['cat', '/sys/class/net/br0/address']);
    await helper.cli('publish', 'web', '2345:8000');
    const before = await traces(machine);
    expect(await observed(helper, '2345')).toEqual(all('reachable'));
    expect(await traces(machine)).toBe(before);
    expect((await machine.run(['cat', '/sys/class/net/br0/address'])).stdout).toBe(mac);
  });

  it('leave nothing behind when the helper is killed midway', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    await machine.commands('ip netns exec web iptables -I INPUT -p tcp --dport 8000 -j DROP');
    const before = await traces(machine);
    const asking = helper.cli('doctor', '2345').catch(() => undefined);
    const wire = async () => (await machine.run(['ip', '-o', 'link'])).stdout.includes('ptlprobe');
    while (!(await wire())) await delay(10);
    await helper.stop('SIGKILL');
    await asking;
    await expect.poll(() => traces(machine)).toBe(before);
  });
});
