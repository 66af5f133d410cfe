import { describe, expect } from 'vitest';
import { Firewalld, firewalldMissing } from '../machines/firewalld';
import { machineTest, skipNote } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { readRules } from '../machines/firewall-rules';
import type { Sandbox, SandboxHelper } from '../machines/sandbox';
import { Ufw, ufwMissing } from '../machines/ufw';
import { deadPaths } from '../machines/inbound-paths';

const it = machineTest.extend('ours', async ({ machine, helper }): Promise<readonly string[]> => {
  await helper.cli('publish', 'web', '2345:8000', '127.0.0.1:2346:8000');
  return (await readRules(machine)).ours;
});

const isRepaired = async (machine: Sandbox, ours: readonly string[]) =>
  (await readRules(machine)).ours.join() === ours.join();

/**
 * Stops the helper's process and lets it go on: it finds what others do in between when it wakes.
 */
async function whileHelperSleeps<T>(
  machine: Sandbox,
  helper: SandboxHelper,
  task: () => Promise<T>,
): Promise<T> {
  const { stdout } = await machine.run(['pgrep', '-f', 'portolan.cjs helper']);
  const signal = (name: string) => machine.run(['kill', `-${name}`, ...stdout.trim().split('\n')]);
  await signal('STOP');
  try {
    return await task();
  } finally {
    await signal('CONT');
    // nsenter(1) stops together with what it runs.
    helper.process.kill('SIGCONT');
  }
}

/**
 * Expects our rules to be back within two seconds, all inbound paths to be open, and the rules of
 * others as they were.
 */
async function expectRepaired(
  machine: Sandbox,
  helper: SandboxHelper,
  ours: readonly string[],
  others: readonly string[],
): Promise<void> {
  await comesWithin(2_000, () => isRepaired(machine, ours));
  expect(await deadPaths(machine, 2345)).toEqual([]);
  expect((await readRules(machine)).others).toEqual(others);
  expect(await helper.cli('ls')).toMatchObject({
    value: { publications: [{ state: 'active' }, { state: 'active' }] },
  });
}

const others = async (machine: Sandbox) => (await readRules(machine)).others;

describe.skipIf(ufwMissing !== null)(`ufw${skipNote(ufwMissing)}`, () => {
  it('is enabled, reloaded and disabled beside the publications', async ({
    machine,
    helper,
    ours,
  }) => {
    const ufw = await Ufw.install(machine);
    expect(await ufw.run('--force', 'enable')).toMatchObject({ code: 0 });
    expect((await others(machine)).join('\n')).toContain(':FORWARD DROP');
    await expectRepaired(machine, helper, ours, await others(machine));
    expect((await ufw.run('reload')).stdout).toContain('Firewall reloaded');
    await expectRepaired(machine, helper, ours, await others(machine));
    expect((await ufw.run('status')).stdout).toContain('Status: active');
    expect(await ufw.run('disable')).toMatchObject({ code: 0 });
    await expectRepaired(machine, helper, ours, await others(machine));
  });

  it('flushes the whole table where it manages the built-in chains, and is left alone', async ({
    machine,
    helper,
    ours,
  }) => {
    const ufw = await Ufw.install(machine, 'MANAGE_BUILTINS=yes');
    await whileHelperSleeps(machine, helper, () => ufw.run('--force', 'enable'));
    await expectRepaired(machine, helper, ours, await others(machine));
    const reloaded = await whileHelperSleeps(machine, helper, async () => {
      expect((await ufw.run('reload')).stdout).toContain('Firewall reloaded');
      expect(await isRepaired(machine, ours)).toBe(false);
      return others(machine);
    });
    await expectRepaired(machine, helper, ours, reloaded);
  });
});

describe.skipIf(firewalldMissing !== null)(`firewalld${skipNote(firewalldMissing)}`, () => {
  it('with iptables takes every rule away on a reload, and is left alone', async ({
    machine,
    helper,
    ours,
  }) => {
    const firewalld = await Firewalld.start(machine, 'iptables');
    await expectRepaired(machine, helper, ours, await others(machine));
    const started = await others(machine);
    expect(started.join('\n')).toContain('FORWARD_ZONES');
    await whileHelperSleeps(machine, helper, async () => {
      expect(await firewalld.run('--reload')).toMatchObject({ code: 0 });
      expect((await readRules(machine)).ours).toEqual([]);
    });
    await expectRepaired(machine, helper, ours, started);
    expect((await firewalld.run('--state')).stdout).toContain('running');
  });

  it('with nftables refuses strangers, lets publications pass, and is left alone', async ({
    machine,
    helper,
    ours,
  }) => {
    const table = async () =>
      (await machine.run(['nft', 'list', 'table', 'inet', 'firewalld'])).stdout;
    const firewalld = await Firewalld.start(machine, 'nftables');
    const started = await table();
    expect(started).toContain('chain filter_FORWARD');
    expect(await machine.fetch('http://10.77.0.2:8000', 'lan', 1)).toBeNull();
    await expectRepaired(machine, helper, ours, []);
    expect(await firewalld.run('--reload')).toMatchObject({ code: 0 });
    await expectRepaired(machine, helper, ours, []);
    expect(await table()).toBe(started);
  });
});
