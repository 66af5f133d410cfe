import { readlinkSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { sharedMachineTest } from '../machines/machine-test';
import { allowed } from '../machines/promised-time';
import { Sandbox, SandboxHelper } from '../machines/sandbox';

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await Sandbox.open());
  await machine.commands(`
    ip netns add left
    ip netns add right
    ip link add up0 type veth peer name eth0 netns left
    ip address add 10.1.0.1/24 dev up0
    ip link set up0 up
    ip -n left address add 10.1.0.2/24 dev eth0
    ip -n left link set eth0 up
    ip -n left route add default via 10.1.0.1
    ip link add east netns left type veth peer name west netns right
    ip link add one type veth peer name other
    ip link add br0 type bridge
    ip link set one master br0
    ip tuntap add tap0 mode tap
    ip neigh add 10.1.0.9 lladdr 02:00:00:00:00:09 dev up0
    ip route add blackhole 10.99.0.0/16
    sysctl -qw net.ipv4.conf.up0.rp_filter=2
    sysctl -qw net.ipv4.conf.up0.route_localnet=1
    sysctl -qw net.ipv4.ip_forward=1
  `);
  const helper = await SandboxHelper.start(machine);
  return { machine, helper };
});

const snapshot = async (helper: SandboxHelper) =>
  (await helper.cli('snapshot')).value as unknown as Snapshot;
const hostInterface = async (helper: SandboxHelper, name: string) =>
  (await snapshot(helper)).host.interfaces.find((one) => one.name === name);
const endpoint = async (helper: SandboxHelper, id: string) =>
  (await snapshot(helper)).endpoints.find((one) => one.id === id);
const interfaceOf = (one: Endpoint | undefined, name: string) =>
  one?.interfaces.find((link) => link.name === name);

describe('links', () => {
  it('names the partner of a veth wherever it is', async ({ helper }) => {
    expect(await hostInterface(helper, 'up0')).toMatchObject({
      kind: 'veth',
      up: true,
      running: true,
      rpFilter: 2,
      routeLocalnet: true,
      peer: { name: 'eth0', endpoint: 'netns:left' },
    });
    expect(await hostInterface(helper, 'one')).toMatchObject({
      peer: { name: 'other' },
      bridge: 'br0',
    });
    const [left, right] = [
      await endpoint(helper, 'netns:left'),
      await endpoint(helper, 'netns:right'),
    ];
    expect(interfaceOf(left, 'eth0')).toMatchObject({ hostPeer: 'up0', peer: { name: 'up0' } });
    expect(interfaceOf(left, 'east')).toMatchObject({
      kind: 'veth',
      up: false,
      peer: { name: 'west', endpoint: 'netns:right' },
    });
    expect(interfaceOf(right, 'west')).toMatchObject({
      peer: { name: 'east', endpoint: 'netns:left' },
    });
    expect(interfaceOf(right, 'west')).not.toHaveProperty('hostPeer');
  });

  it('calls each kind by its name', async ({ helper }) => {
    expect(await hostInterface(helper, 'br0')).toMatchObject({ kind: 'bridge' });
    expect(await hostInterface(helper, 'tap0')).toMatchObject({
      kind: 'tun',
      mode: 'tap',
      running: false,
    });
    expect(await hostInterface(helper, 'lo')).toMatchObject({ kind: 'loopback', mtu: 65_536 });
  });

  it.for([
    ['dummy', 'dummy', {}],
    ['vlan', 'vlan id 7', { vlan: 7, parent: { name: 'up0' } }],
    ['macvlan', 'macvlan mode bridge', { mode: 'bridge', parent: { name: 'up0' } }],
    ['ipvlan', 'ipvlan mode l2', { mode: 'l2', parent: { name: 'up0' } }],
    ['wireguard', 'wireguard', {}],
  ] as const)('shows a %s', async ([kind, type, more], { machine, helper, skip }) => {
    const below = 'parent' in more ? ['link', 'up0'] : [];
    const argv = ['ip', 'link', 'add', ...below, 'name', 'kind0', 'type', ...type.split(' ')];
    const { stderr } = await machine.run(argv);
    // The parser is tested on what iproute2 prints of all kinds.
    if (stderr.includes('Unknown device type')) skip(`this kernel has no ${kind}`);
    expect(stderr).toBe('');
    await expect.poll(() => hostInterface(helper, 'kind0')).toMatchObject({ kind, ...more });
    await machine.commands('ip link set kind0 netns right');
    await expect
      .poll(async () => interfaceOf(await endpoint(helper, 'netns:right'), 'kind0'))
      .toMatchObject({ kind, ...more });
    await machine.commands('ip -n right link delete kind0');
    await expect
      .poll(async () => interfaceOf(await endpoint(helper, 'netns:right'), 'kind0'))
      .toBeUndefined();
  });

  it('shows whether a bridge filters VLANs', async ({ machine, helper, skip }) => {
    const isFiltering = async () =>
      (await snapshot(helper)).bridges.find(({ name }) => name === 'br0')?.vlanFiltering;
    expect(await isFiltering()).toBe(false);
    const argv = ['ip', 'link', 'set', 'br0', 'type', 'bridge', 'vlan_filtering', '1'];
    const { stderr } = await machine.run(argv);
    if (stderr.includes('not supported')) skip('this kernel has no VLAN filtering');
    await expect.poll(isFiltering).toBe(true);
  });
});

describe('the rest of a network', () => {
  it('has routes, neighbours and settings', async ({ helper }) => {
    const { host } = await snapshot(helper);
    expect(host.routes).toEqual(
      expect.arrayContaining([
        { family: 'ipv4', destination: '10.1.0.0/24', device: 'up0', source: '10.1.0.1' },
        { family: 'ipv4', destination: '10.99.0.0/16', type: 'blackhole' },
      ]),
    );
    expect(host.neighbours).toContainEqual({
      address: '10.1.0.9',
      device: 'up0',
      mac: '02:00:00:00:00:09',
      state: 'permanent',
    });
    expect(host.sysctls).toMatchObject({ ipForward: true, routeLocalnet: false });
    expect(await endpoint(helper, 'netns:left')).toMatchObject({
      defaultRoute: '10.1.0.1',
      routes: expect.arrayContaining([
        { family: 'ipv4', destination: 'default', gateway: '10.1.0.1', device: 'eth0' },
      ]) as unknown,
    });
  });

  it('shows what changes in a namespace that sends no events', async ({ machine, helper }) => {
    await machine.commands(`
      ip netns add mute
      ip netns add deaf
      ip link add quiet0 netns mute type veth peer name quiet1 netns deaf
    `);
    await expect
      .poll(async () => interfaceOf(await endpoint(helper, 'netns:mute'), 'quiet0'))
      .toMatchObject({ peer: { name: 'quiet1', endpoint: 'netns:deaf' } });
    await machine.commands('ip -n mute address add 10.7.0.1/24 dev quiet0');
    await expect
      .poll(async () => interfaceOf(await endpoint(helper, 'netns:mute'), 'quiet0')?.addresses)
      .toEqual(['10.7.0.1/24']);
  });

  it.for([
    [
      'a namespace',
      'left',
      async (helper: SandboxHelper) => (await endpoint(helper, 'netns:left'))?.listeners,
    ],
    [
      'the host',
      undefined,
      async (helper: SandboxHelper) => (await snapshot(helper)).host.listeners,
    ],
  ] as const)(
    'shows a listener in %s within a second',
    async ([, netns, listeners], { machine, helper }) => {
      const times: number[] = [];
      for (const port of [8001, 8002, 8003, 8004, 8005]) {
        await machine.run(
          ['busybox', 'httpd', '-p', String(port)],
          netns === undefined ? {} : { netns },
        );
        const start = performance.now();
        await expect
          .poll(() => listeners(helper), { interval: 20 })
          .toContainEqual(expect.objectContaining({ port, process: 'busybox' }));
        times.push(performance.now() - start);
      }
      // The median: a single read may fall into a busy moment of the machine.
      expect(times.sort((a, b) => a - b)[2]).toBeLessThan(await allowed(1_000));
    },
  );
});

describe('a namespace that only a process holds', () => {
  it('is an endpoint with that process, and can be published', async ({ machine, helper }) => {
    const holder = machine.start(['unshare', '--net', 'busybox', 'httpd', '-f', '-p', '8000']);
    const find = async () =>
      (await snapshot(helper)).endpoints.find(
        ({ holder: process }) => process?.process === 'busybox',
      );
    await expect.poll(find).toBeDefined();
    const found = await find();
    const pid = String(found?.holder?.pid);
    const inode = /\d+/.exec(readlinkSync(machine.outsidePath(`/proc/${pid}/ns/net`)))?.[0] ?? '';
    expect(found).toMatchObject({ id: `netns:${inode}`, name: `busybox-${pid}`, runtime: 'netns' });
    expect(found?.listeners.map(({ port }) => port)).toEqual([8000]);
    expect(await helper.cli('publish', found?.id ?? '', '8088:8000')).toMatchObject({
      error: { code: 'ENDPOINT_HAS_NO_ADDRESS' },
    });

    await helper.cli('bridge', 'create', 'hw0', '--address', '10.55.66.1/24');
    await machine.commands(`nsenter --net=/proc/${pid}/ns/net ip link set lo up`);
    expect(await helper.cli('attach', found?.name ?? '', '--bridge', 'hw0')).toMatchObject({
      ok: true,
    });
    expect(await helper.cli('publish', found?.name ?? '', '8088:8000')).toMatchObject({ ok: true });
    expect(
      await machine.run(['curl', '-sS', '--max-time', '5', 'http://10.1.0.1:8088/'], {
        netns: 'left',
      }),
    ).toMatchObject({ code: 0 });
    await machine.run(['kill', pid]);
    await expect.poll(find).toBeUndefined();
    holder.kill();
  });

  it('is not shown when there is nothing in it', async ({ machine, helper }) => {
    machine.start(['unshare', '--net', 'sh', '-c', 'exec sleep 600']);
    const isIdle = async () => (await machine.run(['pgrep', '-fx', 'sleep 600'])).code === 0;
    await expect.poll(isIdle).toBe(true);
    // One that came later is shown, so this one has been looked at.
    machine.start(['unshare', '--net', 'busybox', 'httpd', '-f', '-p', '8000']);
    const holders = async () =>
      (await snapshot(helper)).endpoints.flatMap(({ holder }) => holder?.process ?? []);
    await expect.poll(holders).toContain('busybox');
    expect(await holders()).toEqual(['busybox']);
  });
});
