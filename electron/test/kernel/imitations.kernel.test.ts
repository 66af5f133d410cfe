import { describe, expect } from 'vitest';
import { chooseAlternatives, chooseIptables, hasAlternatives } from '../machines/alternatives';
import { bridgedMachine, fromLan } from '../machines/bridged-machine';
import { legacyMissing } from '../machines/legacy';
import { machineTest, skipNote } from '../machines/machine-test';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';

const implementations = [
  ['nft', null],
  ['legacy', legacyMissing],
] as const;

type Argv = readonly string[];

const withComment = (text: string): Argv => ['-m', 'comment', '--comment', text];

/** Rules of others that look like ours, or that confuse who reads them. */
const foreign: readonly Argv[] = [
  ['-N', 'PORTOLAN-mine'],
  ['-A', 'PORTOLAN-mine', ...withComment('portolan:tcp-2345'), '-j', 'RETURN'],
  ['-A', 'INPUT', ...withComment('two words'), '-j', 'PORTOLAN-mine'],
  ['-A', 'FORWARD', ...withComment('two words'), '-g', 'PORTOLAN-mine'],
  ['-A', 'INPUT', '-s', '203.0.113.7', ...withComment('portolan:tcp-2345'), '-j', 'DROP'],
  ['-A', 'FORWARD', '-s', '203.0.113.7', ...withComment('portolan:jump'), '-j', 'DROP'],
  ['-A', 'INPUT', ...withComment('evil\nCOMMIT\n*filter'), '-s', '203.0.113.8', '-j', 'DROP'],
  ['-A', 'INPUT', ...withComment(String.raw`x\" -j DROP`), '-j', 'RETURN'],
  ['-A', 'INPUT', '-i', 'q"q', '-j', 'RETURN'],
  ['-t', 'nat', '-N', 'PORTOLAN-FORWARD'],
  ['-t', 'nat', '-A', 'OUTPUT', '-d', '203.0.113.9', '-j', 'PORTOLAN-FORWARD'],
  ['-t', 'nat', '-A', 'PREROUTING', '-s', '203.0.113.9', '-j', 'ACCEPT'],
  ['-t', 'nat', '-A', 'POSTROUTING', ...withComment('portolan:fix'), '-s', '203.0.113.9'],
];

/** Names that iptables prints raw, with their line breaks; a kernel may lack these matches. */
const rawNames: readonly Argv[] = [
  ['-m', 'recent', '--set', '--name', 'x\nCOMMIT\n*nat\n:PORTOLAN-DNAT - [0:0]'],
  ['-m', 'hashlimit', '--hashlimit-upto', '5/sec', '--hashlimit-name', 'x\nCOMMIT'],
];

/** Rules of others that lead to chains of ours. */
const intoOurs: readonly Argv[] = [
  ['-A', 'INPUT', ...withComment('two words'), '-j', 'PORTOLAN-FORWARD'],
  ['-A', 'INPUT', ...withComment('portolan:jump'), '-j', 'PORTOLAN-FORWARD'],
  ['-t', 'nat', '-N', 'MINE'],
  ['-t', 'nat', '-A', 'MINE', ...withComment('a $(b)'), '-g', 'PORTOLAN-DNAT'],
];

async function write(machine: Sandbox, rules: readonly Argv[]): Promise<void> {
  for (const rule of rules) {
    expect(await machine.run(['iptables', '-w', ...rule])).toMatchObject({ stderr: '', code: 0 });
  }
}

/** What a machine has apart from our rules and chains, byte for byte. */
async function others(machine: Sandbox): Promise<string> {
  const { stdout } = await machine.run(['iptables-save']);
  const ours =
    /^(:PORTOLAN-(DNAT|SNAT|FORWARD|GUARD) .*|-A PORTOLAN-(DNAT|SNAT|FORWARD|GUARD) .*|-A (FORWARD|PREROUTING|OUTPUT|POSTROUTING) .*"?portolan:jump"? -j PORTOLAN-[A-Z]*)\n/gm;
  const tables = stdout.replaceAll(/^#.*\n/gm, '').replaceAll(/ \[\d+:\d+\]/g, '');
  return tables.replaceAll(ours, '').replaceAll(/\*(raw|mangle)\n(:[A-Z]+ ACCEPT\n)*COMMIT\n/g, '');
}

const savedRules = async (machine: Sandbox) =>
  (await machine.run(['iptables-save'])).stdout.split('\n').filter((line) => /^[:-]/.test(line));

interface ShownRule {
  readonly text: string;
  readonly owner: string;
}

/** The rules as the helper shows them. */
async function shownRules(helper: SandboxHelper): Promise<readonly ShownRule[]> {
  const { value } = await helper.cli('rules');
  const tables = value['tables'] as readonly {
    readonly chains: readonly { readonly rules: readonly ShownRule[] }[];
  }[];
  return tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules));
}

const warnings = async (helper: SandboxHelper) =>
  (await helper.cli('status')).value['warnings'] as readonly string[];

/** Uses a helper in every way that writes rules, and expects each to work. */
async function useHelper(machine: Sandbox, helper: SandboxHelper): Promise<void> {
  const succeeds = async (...args: readonly string[]) => {
    expect(await helper.cli(...args)).toMatchObject({ ok: true });
  };
  await succeeds('publish', 'web', '2345:8000', '127.0.0.1:2346:8000');
  expect(await fromLan(machine)).toContain('web served');
  await succeeds('adjust', 'tcp-2345', '--no-forward');
  await succeeds('adjust', 'tcp-2345', '--forward');
  await succeeds('unpublish', '127.0.0.1:2346');
  expect(await fromLan(machine)).toContain('web served');
  const { value } = await helper.cli('ls');
  expect(value['publications']).toContainEqual(
    expect.objectContaining({ id: 'tcp-2345', state: 'active' }),
  );
}

describe.each(implementations)('on a machine whose iptables is %s', (implementation, missing) => {
  const it = machineTest
    .extend('machine', async ({ closeAtEnd }) => {
      const machine = closeAtEnd(await bridgedMachine());
      if (hasAlternatives) await chooseIptables(machine, implementation);
      return machine;
    })
    .skipIf(missing !== null);

  it(`rules of others that imitate ours stay as they are${skipNote(missing)}`, async ({
    machine,
  }) => {
    // Looking at a table creates its built-in chains.
    await write(
      machine,
      ['nat', 'raw'].map((table) => ['-t', table, '-S']),
    );
    await write(machine, foreign);
    for (const name of rawNames) {
      await machine.run(['iptables', '-A', 'INPUT', '-s', '203.0.113.9', ...name]);
    }
    const theirs = await others(machine);
    const before = await kernelTraces(machine);
    const first = await SandboxHelper.start(machine);
    await useHelper(machine, first);
    expect(await others(machine)).toBe(theirs);
    const shown = await shownRules(first);
    const owner = (part: string) => shown.find(({ text }) => text.includes(part))?.owner;
    expect(owner('-A PORTOLAN-FORWARD -d 10.77.0.2/32')).toBe('portolan');
    expect(owner('-A FORWARD -m comment --comment "portolan:jump" -j PORTOLAN-F')).toBe('portolan');
    const imitating = shown.filter(
      ({ text }) => text.includes('203.0.113.') || text.includes('mine'),
    );
    expect(imitating.length).toBeGreaterThanOrEqual(9);
    for (const rule of imitating) expect(rule).toMatchObject({ owner: 'other' });

    await first.stop('SIGKILL');
    const second = await SandboxHelper.start(machine);
    expect(await fromLan(machine)).toContain('web served');
    expect(await others(machine)).toBe(theirs);
    expect(await second.cli('unpublish', '2345')).toMatchObject({ ok: true });
    expect(await warnings(second)).toEqual([]);
    expect(await second.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    await second.stop('SIGTERM');
    expect(second.process.exitCode).toBe(0);
    expect(await kernelTraces(machine)).toBe(before);
  });

  it(`a rule of others that leads to our chain only keeps the empty chain${skipNote(missing)}`, async ({
    machine,
  }) => {
    const first = await SandboxHelper.start(machine);
    await first.cli('publish', 'web', '2344:8000');
    await write(machine, intoOurs);
    const theirs = await others(machine);
    await expect.poll(() => warnings(first)).toHaveLength(2);
    await useHelper(machine, first);
    await first.cli('unpublish', '2344');
    const emptyChains = async () =>
      (await savedRules(machine))
        .filter((line) => /^(:|-A )PORTOLAN-|portolan:tcp|^-A (FORWARD|PREROUTING)/.test(line))
        .map((line) => line.replace(/ \[.*/, ''))
        .sort();
    const left = [':PORTOLAN-DNAT -', ':PORTOLAN-FORWARD -'];

    expect(await first.cli('unpublish', '2345')).toMatchObject({ ok: true });
    expect(await emptyChains()).toEqual(left);
    expect(await others(machine)).toBe(theirs);
    const told = [...(await warnings(first))].sort().join('\n');
    expect(told).toMatch(/PORTOLAN-DNAT[^]*PORTOLAN-FORWARD/);

    expect(await first.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    await first.stop('SIGKILL');
    const second = await SandboxHelper.start(machine);
    expect(await fromLan(machine)).toContain('web served');
    await second.stop('SIGTERM');
    expect(second.process.exitCode).toBe(0);
    expect(await emptyChains()).toEqual(left);
    expect(await others(machine)).toBe(theirs);

    // Without the rules of others, the chains disappear as well.
    const third = await SandboxHelper.start(machine);
    await third.cli('unpublish', '2345');
    await machine.commands(`
      iptables -F INPUT
      iptables -t nat -F MINE`);
    await expect.poll(emptyChains).toEqual([]);
    await expect.poll(() => warnings(third)).toEqual([]);
  });

  it(`a rule of others inside our chain is removed with its text unread${skipNote(missing)}`, async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const wanted = await savedRules(machine);
    const strange = ['-A', 'PORTOLAN-FORWARD', ...withComment('a "b\nCOMMIT'), '-j', 'RETURN'];
    await write(machine, [strange]);
    const stripped = (lines: readonly string[]) => lines.map((line) => line.replace(/ \[.*/, ''));
    await expect.poll(async () => stripped(await savedRules(machine))).toEqual(stripped(wanted));
    expect(await fromLan(machine)).toContain('web served');
  });

  it(`a rule of others that comes while ours are removed is respected${skipNote(missing)}`, async ({
    machine,
    helper,
    skip,
  }) => {
    skip(!hasAlternatives, 'this system does not choose its iptables by alternatives');
    const restore = `/usr/sbin/iptables-${implementation}-restore`;
    const script = [
      '#!/bin/sh',
      'if rm /run/interfere 2>/dev/null; then iptables -w -A INPUT -j PORTOLAN-FORWARD; fi',
      `exec ${restore} "$@"`,
    ];
    await machine.run(['tee', '/run/restore'], { input: `${script.join('\n')}\n` });
    await machine.commands('chmod 755 /run/restore');
    await chooseAlternatives(machine, { 'iptables-restore': '/run/restore' });
    await helper.cli('publish', 'web', '2345:8000');
    await machine.commands('touch /run/interfere');
    expect(await helper.cli('unpublish', '2345')).toMatchObject({ ok: true });
    expect((await machine.run(['iptables', '-S'])).stdout).toMatch(
      /^-N PORTOLAN-FORWARD\n-A INPUT -j PORTOLAN-FORWARD\n$/m,
    );
    expect((await machine.run(['iptables', '-t', 'nat', '-S'])).stdout).not.toMatch(/PORTOLAN/);
  });
});
