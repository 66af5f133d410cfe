import { describe, expect } from 'vitest';
import { chooseIptables } from '../machines/alternatives';
import { legacyMissing } from '../machines/legacy';
import { machineTest, sharedMachineTest, skipNote } from '../machines/machine-test';
import { allowed, comesWithin } from '../machines/promised-time';
import { readRules } from '../machines/firewall-rules';
import { bridgedMachine, giveIpv6, serveBothFamilies } from '../machines/bridged-machine';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';
import { deadPaths } from '../machines/inbound-paths';

const skipped = skipNote(legacyMissing);

const ours = async (machine: Sandbox) => (await readRules(machine)).ours;

/** Holds the xtables lock as another iptables-legacy would; the result lets it go. */
async function holdLock(machine: Sandbox): Promise<() => Promise<void>> {
  const holder = await machine.startReady([
    'flock',
    '--close',
    '/run/xtables.lock',
    'sh',
    '-c',
    'echo held; exec sleep 600',
  ]);
  return async () => {
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    const { stdout } = await machine.run(['pgrep', '-x', 'flock']);
    for (const pid of stdout.trim().split('\n')) await machine.run(['kill', pid]);
    await ended;
  };
}

/** Whether a process waits for a lock (proc_locks(5)). */
const isAwaited = async (machine: Sandbox) =>
  (await machine.run(['cat', '/proc/locks'])).stdout.includes('->');

const forwarding = async (machine: Sandbox) =>
  (await machine.run(['sysctl', '-n', 'net.ipv4.ip_forward'])).stdout.trim();

describe.skipIf(legacyMissing !== null)(`a machine whose iptables is legacy${skipped}`, () => {
  const it = sharedMachineTest(async (closeAtEnd) => {
    const machine = closeAtEnd(await bridgedMachine());
    await chooseIptables(machine, 'legacy');
    await machine.commands(`
      iptables -P FORWARD DROP
      iptables -A INPUT -s 203.0.113.0/24 -j DROP
      iptables -t nat -S
      iptables -t raw -S
      ip6tables -P FORWARD DROP
      ip6tables -t nat -S
      ip6tables -t raw -S
    `);
    await giveIpv6(machine);
    await serveBothFamilies(machine);
    const before = await kernelTraces(machine);
    const rulesBefore = await readRules(machine);
    const helper = await SandboxHelper.start(machine);
    return { machine, helper, before, rulesBefore };
  });
  it.afterEach(async ({ prepared, machine, helper }) => {
    await helper.unpublishAll();
    expect(await kernelTraces(machine)).toBe(prepared.before);
    expect(await readRules(machine)).toEqual(prepared.rulesBefore);
  });

  it('is served on every path and in both families, and leaves nothing behind', async ({
    machine,
    helper,
  }) => {
    const published = await helper.cli(
      'publish',
      'web',
      '2345:8000',
      '2346:8006',
      '127.0.0.1:2347:8000',
    );
    expect(published).toMatchObject({ ok: true });
    expect(await helper.cli('status')).toMatchObject({
      value: { firewall: { backend: 'legacy' }, warnings: [] },
    });
    expect((await ours(machine)).join('\n')).toMatch(/ip6tables-save nat .*tcp-2346/);
    expect((await machine.run(['nft', 'list', 'ruleset'])).stdout).toBe('');
    expect(await deadPaths(machine, 2345)).toEqual([]);
    expect(await deadPaths(machine, 2346)).toEqual([]);
    expect(await machine.fetch('http://[2001:db8:51::1]:2346', 'lan')).toContain('web served');
    expect(await machine.fetch('http://127.0.0.1:2347')).toContain('web served');
  });

  it('keeps existing rules, and writes nothing twice', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const first = await machine.run(['iptables', '-t', 'nat', '-nvxL', 'PORTOLAN-DNAT']);
    await machine.fetch('http://198.51.100.1:2345', 'lan');
    // Twice something else is repaired: the helper has looked at the tables as well.
    for (let i = 0; i < 2; i++) {
      await machine.commands('sysctl -qw net.ipv4.ip_forward=0');
      await expect.poll(() => forwarding(machine)).toBe('1');
    }
    const later = await machine.run(['iptables', '-t', 'nat', '-nvxL', 'PORTOLAN-DNAT']);
    // A table that is rewritten starts counting at zero.
    expect(first.stdout).toMatch(/ 0 +0 DNAT/);
    expect(later.stdout).toMatch(/ 1 +\d+ DNAT/);
  });

  it('is repaired when others flush tables or insert rules before it', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const rules = await ours(machine);
    const isRepaired = async () => (await ours(machine)).join() === rules.join();
    for (const lines of [
      'iptables -t nat -F',
      'iptables -t nat -F\niptables -t nat -X\niptables -D FORWARD 1\niptables -F PORTOLAN-FORWARD\niptables -X',
      'iptables -I FORWARD -d 10.77.0.0/24 -j DROP',
    ]) {
      await machine.commands(lines);
      await comesWithin(2_000, isRepaired);
      expect(await deadPaths(machine, 2345)).toEqual([]);
    }
    await machine.commands('iptables -D FORWARD -d 10.77.0.0/24 -j DROP');
  });

  it('recognises its rules after it was killed', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const rules = await ours(machine);
    await helper.stop('SIGKILL');
    await SandboxHelper.start(machine);
    expect(await ours(machine)).toEqual(rules);
    expect(await deadPaths(machine, 2345)).toEqual([]);
  });

  it('publishes a range of a thousand ports, and unpublishes it', async ({ machine, helper }) => {
    const published = await helper.cli('publish', 'web', '20000-20999:8000-8999');
    expect(published).toMatchObject({ ok: true });
    expect(await machine.fetch('http://198.51.100.1:20000', 'lan')).toContain('web served');
  });

  it('waits for the xtables lock, and publishes when it is free', async ({ machine, helper }) => {
    const release = await holdLock(machine);
    const answer = helper.cli('publish', 'web', '2345:8000');
    await expect.poll(() => isAwaited(machine)).toBe(true);
    await release();
    expect(await answer).toMatchObject({ ok: true });
    expect(await deadPaths(machine, 2345)).toEqual([]);
  });

  it('gives up on a lock that stays, names its holder, and has changed nothing', async ({
    prepared,
    machine,
    helper,
  }) => {
    const release = await holdLock(machine);
    const start = performance.now();
    const refused = await helper.cli('publish', 'web', '2345:8000');
    expect(performance.now() - start).toBeLessThan(await allowed(10_000));
    expect(refused).toMatchObject({
      code: 1,
      error: {
        code: 'TIMED_OUT',
        message: expect.stringMatching(/^flock \(process \d+\) is changing the firewall/) as string,
        details: { lock: '/run/xtables.lock', process: 'flock' },
      },
    });
    expect(await readRules(machine)).toEqual(prepared.rulesBefore);
    expect(await helper.cli('ls')).toMatchObject({ value: { publications: [] } });
    await release();
  });

  it('warns while iptables-nft holds rules too', ({ machine, helper }) =>
    expectWarningOf(machine, helper, 'nft', 'legacy'));
});

describe.skipIf(legacyMissing !== null)(`a machine whose iptables is nft${skipped}`, () => {
  const it = machineTest.extend('machine', async ({ machine }) => {
    await chooseIptables(machine, 'nft');
    return machine;
  });

  // The kernel shows only the machine's root which tables iptables-legacy has.
  const isRoot = process.getuid?.() === 0;
  const untold = isRoot ? '' : ' (skipped: a plain user cannot see whether it has tables)';
  it.skipIf(!isRoot)(
    `warns while iptables-legacy holds rules too, and makes no table of it by looking${untold}`,
    async ({ machine, helper }) => {
      expect((await machine.run(['cat', '/proc/net/ip_tables_names'])).stdout).toBe('');
      await expectWarningOf(machine, helper, 'legacy', 'nft');
    },
  );

  it('needs no xtables lock', async ({ machine, helper }) => {
    await holdLock(machine);
    expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    expect(await deadPaths(machine, 2345)).toEqual([]);
  });
});

/** Expects a warning as long as an implementation holds a rule that is not the one in use. */
async function expectWarningOf(
  machine: Sandbox,
  helper: SandboxHelper,
  other: string,
  used: string,
): Promise<void> {
  const warnings = async () => (await helper.cli('status')).value['warnings'] as string[];
  expect(await warnings()).toEqual([]);
  const rule = '-s 203.0.113.7 -j DROP';
  await machine.commands(`iptables-${other} -A INPUT ${rule}`);
  await expect.poll(warnings).toHaveLength(1);
  const [text] = await warnings();
  expect(text).toContain(`Portolan uses iptables-${used}`);
  expect(text).toContain(`iptables-${other} holds rules too (filter)`);
  await machine.commands(`iptables-${other} -D INPUT ${rule}`);
  await expect.poll(warnings).toHaveLength(0);
  if (other === 'nft') await machine.commands('nft delete table ip filter');
}
