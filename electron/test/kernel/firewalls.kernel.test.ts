import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Firewalld, firewalldMissing } from '../machines/firewalld';
import { comesWithin } from '../machines/promised-time';
import { readRules } from '../machines/rules';
import { bridgedMachine, SandboxHelper, type Sandbox } from '../machines/sandbox';
import { Ufw, ufwMissing } from '../machines/ufw';
import { deadWays } from '../machines/ways-in';

let machine: Sandbox;
let helper: SandboxHelper;
let ours: readonly string[];

beforeEach(async () => {
  machine = await bridgedMachine();
  helper = await SandboxHelper.start(machine);
  await helper.cli('publish', 'web', '2345:8000', '127.0.0.1:2346:8000');
  ours = (await readRules(machine)).ours;
});
afterEach(() => machine.close());

const skipped = (reason: string | null) => (reason === null ? '' : ` (skipped: ${reason})`);
const isRepaired = async () => (await readRules(machine)).ours.join() === ours.join();

/** Stops the helper's process and lets it go on: what others do in between, it finds when it wakes. */
async function whileHelperSleeps<T>(task: () => Promise<T>): Promise<T> {
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

/** Expects our rules to be back within two seconds, all ways in to be open, and the rules of others as they were. */
async function expectRepaired(others: readonly string[]): Promise<void> {
  await comesWithin(2_000, isRepaired);
  expect(await deadWays(machine, 2345)).toEqual([]);
  expect((await readRules(machine)).others).toEqual(others);
  expect(await helper.cli('ls')).toMatchObject({
    value: { publications: [{ state: 'active' }, { state: 'active' }] },
  });
}

const others = async () => (await readRules(machine)).others;

describe.skipIf(ufwMissing !== null)(`ufw${skipped(ufwMissing)}`, () => {
  it('is enabled, reloaded and disabled beside the publications', async () => {
    const ufw = await Ufw.install(machine);
    expect(await ufw.run('--force', 'enable')).toMatchObject({ code: 0 });
    expect((await others()).join('\n')).toContain(':FORWARD DROP');
    await expectRepaired(await others());
    expect((await ufw.run('reload')).stdout).toContain('Firewall reloaded');
    await expectRepaired(await others());
    expect((await ufw.run('status')).stdout).toContain('Status: active');
    expect(await ufw.run('disable')).toMatchObject({ code: 0 });
    await expectRepaired(await others());
  });

  it('flushes the whole table where it manages the built-in chains, and is left alone', async () => {
    const ufw = await Ufw.install(machine, 'MANAGE_BUILTINS=yes');
    await whileHelperSleeps(() => ufw.run('--force', 'enable'));
    await expectRepaired(await others());
    const reloaded = await whileHelperSleeps(async () => {
      expect((await ufw.run('reload')).stdout).toContain('Firewall reloaded');
      expect(await isRepaired()).toBe(false);
      return others();
    });
    await expectRepaired(reloaded);
  });
});

describe.skipIf(firewalldMissing !== null)(`firewalld${skipped(firewalldMissing)}`, () => {
  it('with iptables takes every rule away on a reload, and is left alone', async () => {
    const firewalld = await Firewalld.start(machine, 'iptables');
    await expectRepaired(await others());
    const started = await others();
    expect(started.join('\n')).toContain('FORWARD_ZONES');
    await whileHelperSleeps(async () => {
      expect(await firewalld.run('--reload')).toMatchObject({ code: 0 });
      expect((await readRules(machine)).ours).toEqual([]);
    });
    await expectRepaired(started);
    expect((await firewalld.run('--state')).stdout).toContain('running');
  });

  it('with nftables refuses strangers, lets publications pass, and is left alone', async () => {
    const table = async () =>
      (await machine.run(['nft', 'list', 'table', 'inet', 'firewalld'])).stdout;
    const firewalld = await Firewalld.start(machine, 'nftables');
    const started = await table();
    expect(started).toContain('chain filter_FORWARD');
    expect(await machine.fetch('http://10.77.0.2:8000', 'lan', 1)).toBeNull();
    await expectRepaired([]);
    expect(await firewalld.run('--reload')).toMatchObject({ code: 0 });
    await expectRepaired([]);
    expect(await table()).toBe(started);
  });
});
