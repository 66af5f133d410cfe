import { describe, expect } from 'vitest';
import { fromLan, giveIpv6 } from '../machines/bridged-machine';
import { publishedByHand } from '../machines/faults';
import { chooseAlternatives, chooseIptables, hasAlternatives } from '../machines/alternatives';
import { legacyMissing } from '../machines/legacy';
import { killAt } from '../machines/kill-hook';
import { machineTest as it, skipNote } from '../machines/machine-test';
import {
  cliBundle,
  kernelTraces,
  SandboxHelper,
  type CliAnswer,
  type Sandbox,
} from '../machines/sandbox';

const places = ['--socket', '/run/portolan/helper.sock', '--state', '/run/state'];

/** Runs `portolan cleanup --json`. */
async function cleanup(machine: Sandbox, ...args: readonly string[]): Promise<CliAnswer> {
  const argv = [process.execPath, cliBundle, 'cleanup', ...places, ...args, '--json'];
  const { code, stdout, stderr } = await machine.run(argv);
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as object) } as CliAnswer;
}

/** Everything that Portolan may change: rules, settings, sockets, links and files. */
async function everything(machine: Sandbox): Promise<string> {
  const commands = [
    ['ip', '-o', 'link'],
    ['nsenter', '--net=/run/netns/peer', '--', 'ip', '-o', '-4', 'address'],
    ['sysctl', 'net.netfilter.nf_conntrack_acct'],
    ['find', '/run/portolan', '/run/state', '!', '-type', 'd', '-printf', '%p %i %s %T@\n'],
  ];
  const texts = [await kernelTraces(machine)];
  for (const argv of commands) texts.push((await machine.run(argv)).stdout);
  return texts.join('\n---\n').replace(/ (state|qdisc) \S+|,LOWER_UP|NO-CARRIER,/g, '');
}

const files = async (machine: Sandbox) =>
  (await machine.run(['find', '/run/portolan', '/run/state', '!', '-type', 'd'])).stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();

/** Writes rules of others, and has a helper come and go once: it leaves empty built-in chains. */
async function settle(machine: Sandbox): Promise<void> {
  await machine.commands(`
    iptables -A INPUT -s 203.0.113.7 -m comment --comment portolan:jump -j DROP
    iptables -t nat -A POSTROUTING -s 203.0.113.9 -j MASQUERADE
    ip6tables -A FORWARD -s 2001:db8:9::/64 -j DROP`);
  const first = await SandboxHelper.start(machine);
  await useEverything(first);
  await first.stop('SIGTERM');
  await machine.run(['rm', '-r', '/run/state']);
}

const kernelOf = async (machine: Sandbox) =>
  (await everything(machine)).split('\n---\n').slice(0, -1).join('\n---\n');

/** Has a helper change everything that one can change. */
async function useEverything(helper: SandboxHelper): Promise<void> {
  const succeeds = async (...args: readonly string[]) => {
    expect(await helper.cli(...args)).toMatchObject({ ok: true });
  };
  await succeeds('bridge', 'create', 'net1', '--address', '10.99.0.1/24');
  await succeeds('attach', 'peer', '--bridge', 'net1');
  await succeeds('publish', 'web', '2345:8000', '127.0.0.1:2346:8000', '5300:53/udp');
  await succeeds('flows', '--accounting', 'on');
}

describe('a clean-up', () => {
  it('removes everything of a killed helper, once, and keeps what was published', async ({
    machine,
  }) => {
    await giveIpv6(machine);
    await settle(machine);
    const before = await kernelOf(machine);
    const helper = await SandboxHelper.start(machine);
    await useEverything(helper);
    await helper.stop('SIGKILL');
    await machine.run(['touch', '/run/portolan/netns-1.lock', '/run/state/.state.77.tmp']);
    await machine.run(['chmod', '600', '/run/portolan/netns-1.lock']);

    const left = await everything(machine);
    const dry = await cleanup(machine, '--dry-run');
    expect(await everything(machine)).toBe(left);
    expect(dry).toMatchObject({ code: 0, ok: true });
    const real = await cleanup(machine);
    expect(real).toEqual(dry);
    expect(real.value['removed']).toEqual(
      expect.arrayContaining([
        { kind: 'chain', family: 'ipv4', table: 'nat', name: 'PORTOLAN-DNAT' },
        { kind: 'chain', family: 'ipv6', table: 'filter', name: 'PORTOLAN-FORWARD' },
        { kind: 'sysctl', name: 'net.ipv4.ip_forward', value: '0' },
        { kind: 'sysctl', name: 'net.netfilter.nf_conntrack_acct', value: '0' },
        { kind: 'bridge', name: 'net1' },
        { kind: 'wire', name: expect.stringMatching(/^veth-/) as string },
        { kind: 'file', name: '/run/portolan/helper.sock' },
        { kind: 'file', name: '/run/portolan/netns-1.lock' },
        { kind: 'file', name: '/run/state/.state.77.tmp' },
      ]),
    );
    expect(await kernelOf(machine)).toBe(before);
    expect(await files(machine)).toEqual([
      '/run/state/state.json',
      '/run/state/state.previous.json',
    ]);

    const again = await everything(machine);
    expect(await cleanup(machine)).toEqual({
      code: 0,
      ok: true,
      value: { removed: [], commands: [], notes: [] },
    });
    expect(await everything(machine)).toBe(again);

    const next = await SandboxHelper.start(machine);
    expect(await fromLan(machine)).toContain('web served');
    expect(await next.cli('ls')).toMatchObject({
      value: { publications: [{ state: 'active' }, { state: 'active' }, { state: 'active' }] },
    });
    await next.stop('SIGTERM');
    expect(next.process.exitCode).toBe(0);
    expect(await kernelOf(machine)).toBe(before);
  });

  it('is done by commands that a person can type', async ({ machine }) => {
    await settle(machine);
    const before = await kernelOf(machine);
    const helper = await SandboxHelper.start(machine);
    await useEverything(helper);
    await helper.stop('SIGKILL');
    const { value } = await cleanup(machine, '--dry-run');
    const script = (value['commands'] as readonly string[]).join('\n');
    expect(await machine.run(['sh', '-e'], { input: script })).toMatchObject({ code: 0 });
    expect(await kernelOf(machine)).toBe(before);
  });

  it('leaves no rule behind, wherever a publish was killed', async ({ machine }) => {
    await settle(machine);
    const before = await kernelOf(machine);
    let stops = 0;
    for (const when of ['before', 'after']) {
      for (let number = 1; number < 20; number++) {
        const helper = await SandboxHelper.start(machine, [], killAt(`${when}:${String(number)}`));
        const answer = await helper.cli('publish', 'web', '2345:8000');
        if (answer.ok) await helper.stop('SIGKILL');
        else await helper.exited;
        expect(await cleanup(machine)).toMatchObject({ code: 0, ok: true });
        expect(await kernelOf(machine)).toBe(before);
        await machine.run(['rm', '-r', '/run/state']);
        if (answer.ok) break;
        stops += 1;
      }
    }
    expect(stops).toBeGreaterThan(8);
  }, 180_000);

  it.for(['SEGV', 'ABRT', 'KILL'])(
    'and a start after SIG%s publish again',
    async (signal, { machine }) => {
      await settle(machine);
      const before = await kernelOf(machine);
      const helper = await SandboxHelper.start(machine);
      await helper.cli('publish', 'web', '2345:8000');
      await machine.run(['pkill', `-${signal}`, '-of', 'portolan.cjs helper']);
      await helper.exited;
      expect(await fromLan(machine)).toContain('web served');
      const tracked = ['conntrack', '-L', '-p', 'tcp', '--orig-port-dst', '2345'];
      expect((await machine.run(tracked)).stdout).toContain('dport=2345');
      expect(await cleanup(machine)).toMatchObject({ code: 0, ok: true });
      expect((await machine.run(tracked)).stdout).toBe('');
      expect(await fromLan(machine)).toBeNull();
      expect(await kernelOf(machine)).toBe(before);
      await SandboxHelper.start(machine);
      expect(await fromLan(machine)).toContain('web served');
    },
  );

  it('is refused while a helper runs, and changes nothing', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const before = await everything(machine);
    for (const args of [[], ['--dry-run']]) {
      expect(await cleanup(machine, ...args)).toMatchObject({
        code: 1,
        error: { code: 'NAME_IN_USE' },
      });
    }
    expect(await everything(machine)).toBe(before);
    expect(await fromLan(machine)).toContain('web served');
  });

  it('removes rules also when the records cannot be trusted', async ({ machine }) => {
    await settle(machine);
    const before = await kernelOf(machine);
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.stop('SIGKILL');
    await machine.commands('chmod 777 /run/state /run/portolan');
    const answer = await cleanup(machine);
    expect(answer).toMatchObject({ code: 1, error: { code: 'UNTRUSTED_PATH' } });
    expect(answer.error.details['removed']).toContainEqual({
      kind: 'chain',
      family: 'ipv4',
      table: 'nat',
      name: 'PORTOLAN-DNAT',
    });
    expect((await machine.run(['iptables-save'])).stdout).not.toContain('PORTOLAN-');
    expect((await machine.run(['sysctl', '-n', 'net.ipv4.ip_forward'])).stdout).toBe('1\n');
    await machine.commands('chmod 700 /run/state /run/portolan');
    expect(await cleanup(machine)).toMatchObject({ code: 0 });
    expect(await kernelOf(machine)).toBe(before);
  });

  it('leaves alone what only looks like ours', async ({ machine }) => {
    await settle(machine);
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await machine.commands(`
      iptables -N PORTOLAN-mine
      iptables -A INPUT -j PORTOLAN-FORWARD
      ip link add ptlprobe00aa11 type veth peer name other0
      ip link add ptlprobes type bridge
      ip link add theirs type bridge
      ip link set dev theirs alias portolan:net1
      ip link add veth-0123456789 type veth peer name other1
      ip link set dev veth-0123456789 alias portolan:veth-012345678
      nft add table inet portolan-trace-1-00aa11bb
      nft add table inet portolan
      touch /run/portolan/netns-2.lock /run/portolan/other
      mkfifo /run/portolan/netns-3.lock`);
    await helper.stop('SIGKILL');
    const links = (await machine.run(['ip', '-o', 'link'])).stdout;
    const answer = await cleanup(machine);
    expect(answer).toMatchObject({
      code: 0,
      value: {
        notes: [
          expect.stringContaining('-A INPUT -j PORTOLAN-FORWARD'),
          expect.stringContaining('portolan-trace-1-00aa11bb'),
        ],
      },
    });
    expect((await machine.run(['ip', '-o', 'link'])).stdout).toBe(links);
    const rules = (await machine.run(['iptables', '-S'])).stdout;
    expect(rules).toMatch(/^-N PORTOLAN-mine$/m);
    expect(rules).toMatch(/^-A INPUT -j PORTOLAN-FORWARD$/m);
    expect(rules).not.toMatch(/-A PORTOLAN-/);
    const tables = (await machine.run(['nft', 'list', 'tables'])).stdout.split('\n');
    expect(tables).toContain('table inet portolan');
    expect(tables).toContain('table inet portolan-trace-1-00aa11bb');
    expect(await files(machine)).toContain('/run/portolan/netns-3.lock');
    expect(await files(machine)).toContain('/run/portolan/other');
  });

  it('deletes test wires, and links that were made and not marked yet', async ({ machine }) => {
    const helper = await SandboxHelper.start(machine);
    await helper.cli('bridge', 'create', 'net1', '--address', '10.99.0.1/24');
    await helper.cli('attach', 'peer', '--bridge', 'net1');
    await helper.stop('SIGKILL');
    await machine.commands(`
      ip link set dev net1 alias --
      ip link add ptlprobe00aa11 address fe:ff:ff:00:aa:11 type veth peer name other0`);
    await machine.run(['ip', 'link', 'set', 'dev', 'net1', 'alias', '']);
    const { value } = await cleanup(machine);
    expect(value['removed']).toEqual(
      expect.arrayContaining([
        { kind: 'bridge', name: 'net1' },
        { kind: 'test-wire', name: 'ptlprobe00aa11' },
      ]),
    );
    const { stdout } = await machine.run(['ip', '-brief', 'link']);
    expect(stdout).not.toMatch(/net1|ptlprobe|veth-/);
  });

  it.skipIf(legacyMissing !== null)(
    `reports rules that "iptables" does not show any more${skipNote(legacyMissing)}`,
    async ({ machine }) => {
      await settle(machine);
      const before = await kernelOf(machine);
      const helper = await SandboxHelper.start(machine);
      await helper.cli('publish', 'web', '2345:8000');
      await helper.stop('SIGKILL');
      await chooseIptables(machine, 'legacy');
      const answer = await cleanup(machine);
      expect(answer).toMatchObject({ code: 1, error: { code: 'UNSUPPORTED' } });
      expect(answer.error.message).toContain('iptables-nft');
      await chooseIptables(machine, 'nft');
      expect(await cleanup(machine)).toMatchObject({ code: 0 });
      expect(await kernelOf(machine)).toBe(before);
    },
  );

  it('removes rules also when not all rules can be read', async ({ machine, skip }) => {
    skip(!hasAlternatives, 'this system does not choose its iptables by alternatives');
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.stop('SIGKILL');
    const script = `#!/bin/sh\ncase "$*" in *-t\\ nat*) exec iptables-nft-save "$@" ;; *) exit 7 ;; esac\n`;
    await machine.run(['tee', '/run/save'], { input: script });
    await machine.commands('chmod 755 /run/save');
    await chooseAlternatives(machine, { 'iptables-save': '/run/save' });
    expect(await cleanup(machine)).toMatchObject({ code: 1, error: { code: 'COMMAND_FAILED' } });
    const { stdout } = await machine.run(['iptables-nft-save']);
    expect(stdout).toContain('PORTOLAN-FORWARD');
    expect(stdout).not.toMatch(/PORTOLAN-[DS]NAT/);
  });

  it('undoes a fix, which the rules alone do not show', async ({ machine }) => {
    await machine.commands(`${publishedByHand}\n iptables -P FORWARD DROP`);
    const rules = async () =>
      (await machine.run(['iptables-save'])).stdout
        .split('\n')
        .filter((line) => line.startsWith('-'));
    const before = await rules();
    const helper = await SandboxHelper.start(machine);
    const { value } = await helper.cli('doctor', '2345', '--fix', 'lan');
    await helper.stop('SIGKILL');
    expect(await rules()).not.toEqual(before);
    const dry = await cleanup(machine, '--dry-run');
    expect(dry.value['removed']).toContainEqual({ kind: 'fix', name: value['fix'] });
    expect(await cleanup(machine)).toEqual(dry);
    expect(await rules()).toEqual(before);
    const next = await SandboxHelper.start(machine);
    const undone = await next.cli('doctor', '--undo', String(value['fix']));
    expect(undone).toMatchObject({ error: { code: 'BAD_REQUEST' } });
  });

  it('says for people what it does, and needs no helper ever to have run', async ({ machine }) => {
    const inWords = (...args: readonly string[]) =>
      machine.run([process.execPath, cliBundle, 'cleanup', ...places, ...args]);
    const nothing = { code: 0, stdout: 'Nothing of Portolan is left here.\n', stderr: '' };
    expect(await inWords()).toEqual(nothing);
    expect((await machine.run(['ls', '/run/state'])).code).not.toBe(0);
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.stop('SIGKILL');
    const dry = await inWords('--dry-run');
    expect(dry.stdout).toMatch(/^Would remove or restore:\n {2}chain ipv[46] nat PORTOLAN-/);
    const { stdout } = await inWords();
    expect(stdout).toMatch(/^Removed or restored:\n[^]*\n {2}iptables -t nat -X PORTOLAN-DNAT\n/);
    expect(stdout).toMatch(/\n {2}file \/run\/portolan\/helper.sock\n/);
    expect(await inWords()).toEqual(nothing);
    expect(await inWords('--bogus')).toMatchObject({ code: 2, stdout: '' });
  });

  it.skipIf(legacyMissing !== null)(
    `knows the rules of iptables-legacy${skipNote(legacyMissing)}`,
    async ({ machine }) => {
      await chooseIptables(machine, 'legacy');
      await settle(machine);
      const before = await kernelOf(machine);
      const helper = await SandboxHelper.start(machine);
      await useEverything(helper);
      await helper.stop('SIGKILL');
      expect(await cleanup(machine)).toMatchObject({ code: 0 });
      expect(await kernelOf(machine)).toBe(before);
    },
  );
});
