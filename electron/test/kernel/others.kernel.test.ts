import { describe, expect } from 'vitest';
import { sharedMachineTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { readRules } from '../machines/firewall-rules';
import { bridgedMachine, giveIpv6, serveBothFamilies } from '../machines/bridged-machine';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';
import { deadPaths } from '../machines/inbound-paths';

/** Within which time a repair must be done, in milliseconds. */
const repairTime = 2_000;

/**
 * What other programs may have on a machine: closed policies, chains of their own, rules in every
 * table.
 */
const othersRules = `
  iptables -P FORWARD DROP
  ip6tables -P FORWARD DROP
  iptables -N DOCKER-USER
  iptables -A FORWARD -j DOCKER-USER
  iptables -A DOCKER-USER -j RETURN
  iptables -A INPUT -s 203.0.113.0/24 -j DROP
  ip6tables -A INPUT -s 2001:db8:bad::/48 -j DROP
  iptables -t nat -A POSTROUTING -s 10.99.0.0/24 -o up0 -j MASQUERADE
  iptables -t raw -A PREROUTING -s 203.0.113.9 -j DROP
`;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  await giveIpv6(machine);
  await serveBothFamilies(machine);
  const helper = await SandboxHelper.start(machine);
  await machine.commands(othersRules);
  const published = await helper.cli(
    'publish',
    'web',
    '2345:8000',
    '2346:8006',
    '127.0.0.1:2347:8000',
  );
  expect(published).toMatchObject({ ok: true });
  const ours = (await readRules(machine)).ours;
  expect(ours.join('\n')).toMatch(/ip6tables-save nat .*tcp-2346/);
  expect(ours).toContain(
    'iptables-save filter -A FORWARD -m comment --comment "portolan:jump" -j PORTOLAN-FORWARD (number 1)',
  );
  return { machine, helper, ours };
}).extend('ours', ({ prepared }) => prepared.ours);

const flushAll = ['iptables', 'ip6tables']
  .flatMap((program) =>
    ['filter', 'nat', 'raw'].flatMap((table) => [
      `${program} -t ${table} -F`,
      `${program} -t ${table} -X`,
    ]),
  )
  .join('\n');

/**
 * What other programs and people do to a firewall; each is repaired from the state that the one
 * before left.
 */
const disturbances: Readonly<Record<string, string>> = {
  'the table nat flushed': 'iptables -t nat -F',
  'the table filter flushed': 'iptables -t filter -F',
  'the table raw flushed': 'iptables -t raw -F',
  'the IPv6 tables flushed': 'ip6tables -t nat -F\nip6tables -t filter -F',
  'a chain of ours emptied': 'iptables -t nat -F PORTOLAN-DNAT',
  'a chain of ours deleted': `
    iptables -D FORWARD -m comment --comment portolan:jump -j PORTOLAN-FORWARD
    iptables -F PORTOLAN-FORWARD
    iptables -X PORTOLAN-FORWARD`,
  'one jump deleted':
    'iptables -t nat -D POSTROUTING -m comment --comment portolan:jump -j PORTOLAN-SNAT',
  'one rule deleted': 'iptables -D PORTOLAN-FORWARD 1',
  'one of our rules put there twice': `
    iptables -I FORWARD 2 -m comment --comment portolan:jump -j PORTOLAN-FORWARD
    iptables -A PORTOLAN-FORWARD -s 10.77.0.9 -m comment --comment portolan:tcp-9 -j ACCEPT`,
  'a rule of others before our jump in FORWARD': 'iptables -I FORWARD -d 10.77.0.0/24 -j DROP',
  'forwarding switched off': 'sysctl -q -w net.ipv4.ip_forward=0',
  'all tables flushed and all chains deleted': flushAll,
  'the whole ruleset flushed by nft': 'nft flush ruleset',
};

describe('others at work on the same tables', () => {
  const isRepaired = async (machine: Sandbox, ours: readonly string[]) =>
    (await readRules(machine)).ours.join() === ours.join();

  async function expectServed(machine: Sandbox, helper: SandboxHelper): Promise<void> {
    const [first, second, lan6] = await Promise.all([
      deadPaths(machine, 2345),
      deadPaths(machine, 2346),
      machine.fetch('http://[2001:db8:51::1]:2346', 'lan'),
    ]);
    expect([...first, ...second]).toEqual([]);
    expect(lan6).toContain('web served 2001:db8:51::2');
    expect((await helper.cli('ls')).value['publications']).toMatchObject(
      Array.from({ length: 3 }, () => ({ state: 'active' })),
    );
  }

  it.for(Object.entries(disturbances))(
    '%s: noticed and repaired, nothing of others touched',
    async ([, lines], { machine, helper, ours }) => {
      await machine.commands(lines);
      const { others } = await readRules(machine);
      await comesWithin(repairTime, () => isRepaired(machine, ours));
      await comesWithin(repairTime, () => forwards(machine));
      await expectServed(machine, helper);
      expect((await readRules(machine)).others).toEqual(others);
    },
  );

  const forwards = async (machine: Sandbox) =>
    (await machine.run(['sysctl', '-n', 'net.ipv4.ip_forward'])).stdout.trim() === '1';

  it('a flush between two of our commands: the next one still succeeds', async ({
    machine,
    helper,
    ours,
  }) => {
    await machine.commands(flushAll);
    expect(await helper.cli('publish', 'web', '2348:8000')).toMatchObject({ ok: true });
    expect(await deadPaths(machine, 2348)).toEqual([]);
    await machine.commands('iptables -t nat -F');
    expect(await helper.cli('unpublish', '2348')).toMatchObject({ ok: true });
    await comesWithin(repairTime, () => isRepaired(machine, ours));
    await expectServed(machine, helper);
  });

  it('an old ruleset restored: a publication that was removed does not come back', async ({
    machine,
    helper,
    ours,
  }) => {
    await helper.cli('publish', 'web', '2348:8000');
    const { stdout: old } = await machine.run(['iptables-save']);
    expect(old).toContain('portolan:tcp-2348');
    await helper.cli('unpublish', '2348');
    expect(await isRepaired(machine, ours)).toBe(true);

    expect(await machine.run(['iptables-restore'], { input: old })).toMatchObject({ code: 0 });
    const { others } = await readRules(machine);
    await comesWithin(repairTime, () => isRepaired(machine, ours));
    expect(await machine.fetch('http://198.51.100.1:2348', 'lan', 1)).toBeNull();
    await expectServed(machine, helper);
    expect((await readRules(machine)).others).toEqual(others);
  });

  it('an old ruleset restored when nothing is published any more: our rules are removed', async ({
    machine,
    helper,
  }) => {
    const { stdout: old } = await machine.run(['iptables-save']);
    await helper.cli('unpublish', '2345', '2346', '127.0.0.1:2347');
    await machine.commands(`${flushAll}\niptables -P FORWARD ACCEPT\nip6tables -P FORWARD ACCEPT`);
    const empty = async () => (await readRules(machine)).ours.length === 0;
    expect(await empty()).toBe(true);
    await machine.run(['iptables-restore'], { input: old });
    expect(await empty()).toBe(false);
    await comesWithin(repairTime, empty);
    expect(await machine.fetch('http://198.51.100.1:2345', 'lan', 1)).toBeNull();
  });

  it('nothing of ours is left at the end', async ({ machine, helper }) => {
    // The test before this one removes the publications; on a new machine they are still there.
    await helper.cli('unpublish', '2345', '2346', '127.0.0.1:2347');
    await machine.commands('nft flush ruleset');
    const before = await kernelTraces(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await machine.commands('iptables -t nat -F');
    await helper.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);
  });
});
