import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { expectFault, expectFound, publishedByHand, reportOn } from '../machines/faults';
import { Firewalld, firewalldMissing } from '../machines/firewalld';
import { machineTest as it, skipNote } from '../machines/machine-test';
import { Ufw, ufwMissing } from '../machines/ufw';

describe('the doctor', () => {
  it('finds nothing on a sound machine', async ({ helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const report = await reportOn(helper, 2345);
    expect(report?.paths).toHaveLength(6);
    for (const path of report?.paths ?? []) {
      expect(path).toMatchObject({ predicted: 'reachable', observed: 'reachable', differs: false });
      expect(path.obstacle).toBeUndefined();
    }
  });

  it('finds a connection that still goes to the target of a removed publication', async ({
    machine,
    helper,
  }) => {
    const rule = 'PREROUTING -p udp --dport 2345 -j DNAT --to-destination';
    await machine.commands(`
      sysctl -qw net.ipv4.ip_forward=1
      iptables -t nat -A ${rule} 10.77.0.3:5000
      ip netns exec lan bash -c echo>/dev/udp/198.51.100.1/2345
      iptables -t nat -F PREROUTING
      iptables -t nat -A ${rule} 10.77.0.2:5000`);
    const service = `const s = require('dgram').createSocket('udp4'); s.on('message', (m, r) => s.send(m, r.port, r.address)); s.bind(5000, () => console.log('ready'))`;
    await machine.startReady([process.execPath, '-e', service], 'web');
    const fault = { code: 'STALE_CONNECTION', where: 'conntrack', from: 'lan' } as const;
    await expectFound(helper, { ...fault, fixed: true, partial: true }, 2345);
  });
});

describe.skipIf(ufwMissing !== null)(`ufw${skipNote(ufwMissing)}`, () => {
  it('is named where its policy, or one of its rules, drops', async ({ machine, helper }) => {
    const ufw = await Ufw.install(machine);
    expect(await ufw.run('--force', 'enable')).toMatchObject({ code: 0 });
    await machine.commands(publishedByHand);
    const policy = { code: 'FORWARD_POLICY_DROP', where: 'filter FORWARD', from: 'lan' } as const;
    await expectFound(helper, { ...policy, owner: 'ufw', fixed: true }, 2345);
    await ufw.run('route', 'deny', 'proto', 'tcp', 'to', '10.77.0.2', 'port', '8000');
    const rule = {
      code: 'DROPPED_BY_RULE',
      where: 'filter ufw-user-forward',
      from: 'lan',
    } as const;
    await expectFound(helper, { ...rule, owner: 'ufw', fixed: true }, 2345);
  });
});

describe.skipIf(firewalldMissing !== null)(`firewalld${skipNote(firewalldMissing)}`, () => {
  it('is named where its iptables rules drop', async ({ machine, helper }) => {
    await Firewalld.start(machine, 'iptables');
    await expectFault(machine, helper, {
      code: 'DROPPED_BY_RULE',
      where: 'filter IN_public',
      from: 'lan',
      owner: 'firewalld',
      publish: ['publish', 'web', '2345:8000', '--no-dnat'],
      fixed: true,
    });
  });

  it('is named by a traced packet where its nftables rules drop', async ({ machine, helper }) => {
    await Firewalld.start(machine, 'nftables');
    await expectFault(machine, helper, {
      code: 'DROPPED_BY_RULE',
      where: 'firewalld filter_IN_public',
      from: 'lan',
      publish: ['publish', 'web', '2345:8000', '--no-dnat'],
      owner: 'firewalld',
      fixed: false,
      hidden: true,
    });
  });
});

describe("Podman's publication", () => {
  it('is probed like any other, and what drops it is found', async ({ machine, helper }) => {
    const fixtures = join(import.meta.dirname, '../../helper/observe/read/fixtures');
    const rules = await readFile(join(fixtures, 'podman-netavark.iptables'), 'utf8');
    await machine.commands(`
      ip address add 10.88.0.1/16 dev br0
      ip -n web address add 10.88.0.11/16 dev eth0
      ip -n web route replace default via 10.88.0.1
      sysctl -qw net.ipv4.ip_forward=1
      sysctl -qw net.ipv4.conf.br0.route_localnet=1`);
    const restored = await machine.run(['iptables-restore'], { input: rules });
    expect(restored).toMatchObject({ code: 0 });
    const report = await reportOn(helper, 8080);
    expect(report?.publication).toMatchObject({ origin: 'podman', hostPort: 8080 });
    const lan = report?.paths.find(({ from }) => from === 'lan');
    expect(lan).toMatchObject({ predicted: 'reachable', observed: 'reachable' });
    await machine.commands('iptables -P FORWARD DROP');
    const fault = { code: 'FORWARD_POLICY_DROP', where: 'filter FORWARD', from: 'lan' } as const;
    await expectFound(helper, { ...fault, fixed: true }, 8080);
  });
});
