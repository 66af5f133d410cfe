import { describe, expect } from 'vitest';
import { killAt } from '../machines/kill-hook';
import { machineTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import {
  helperBundle,
  kernelTraces,
  Sandbox,
  SandboxHelper,
  untilAnswered,
  untilListening,
} from '../machines/sandbox';

/**
 * A host that forwards nothing by default, with an uplink to `lan` and two containers without a
 * network.
 */
const it = machineTest.extend('machine', async ({ closeAtEnd }) => {
  const machine = closeAtEnd(await Sandbox.open());
  await machine.commands(`
    sysctl -qw net.ipv6.conf.all.accept_dad=0
    sysctl -qw net.ipv6.conf.default.accept_dad=0
    ip netns add lan
    ip link add up0 type veth peer name eth0 netns lan
    ip address add 198.51.100.1/24 dev up0
    ip address add 2001:db8::1/64 dev up0 nodad
    ip link set up0 up
    ip -n lan link set lo up
    ip -n lan address add 198.51.100.2/24 dev eth0
    ip -n lan address add 2001:db8::2/64 dev eth0 nodad
    ip -n lan link set eth0 up
    ip netns add web
    ip netns add peer
    iptables -P FORWARD DROP
    ip6tables -P FORWARD DROP
  `);
  serve(machine, 'web', 'web');
  serve(machine, 'lan', 'lan');
  await untilAnswered(machine, 'http://198.51.100.2:8000');
  await untilListening(machine, 8000, 'web');
  return machine;
});

function serve(machine: Sandbox, name: string, netns: string): void {
  machine.start([process.execPath, helperBundle, 'lab-web', name, '::', '8000'], netns);
}

const create = (helper: SandboxHelper, ...more: readonly string[]) =>
  helper.cli('bridge', 'create', 'hw1', '--address', '10.55.66.1/24', ...more);
const attach = (helper: SandboxHelper, ...more: readonly string[]) =>
  helper.cli('attach', 'web', '--bridge', 'hw1', ...more);

/** Everything that links and publications may leave behind. */
async function traces(machine: Sandbox): Promise<string> {
  const lines = [
    ['ip', 'address'],
    ['ip', 'route', 'show', 'table', 'all'],
    ['ip', '-n', 'web', 'address'],
    ['ip', '-n', 'peer', 'address'],
  ];
  const texts = await Promise.all(lines.map((argv) => machine.run(argv)));
  // An address is tentative for a moment, while the kernel checks that it is not in use elsewhere.
  const settled = texts.map(({ stdout }) => stdout.replaceAll(' tentative', ''));
  return [await kernelTraces(machine), ...settled].join('\n---\n');
}

async function attachments(helper: SandboxHelper): Promise<readonly { readonly state: string }[]> {
  const { value } = await helper.cli('snapshot');
  return value['attachments'] as readonly { readonly state: string }[];
}

/** Within which time a bridge or attachment is repaired, in milliseconds. */
const repairTime = 2_000;

const fromWeb = (machine: Sandbox, url = 'http://198.51.100.2:8000', seconds?: number) =>
  machine.fetch(url, 'web', seconds);

describe('a bridge of Portolan', () => {
  it('connects a container in both directions, and leaves nothing behind', async ({
    machine,
    helper,
  }) => {
    const before = await traces(machine);
    expect(await create(helper)).toMatchObject({
      code: 0,
      value: {
        bridge: {
          name: 'hw1',
          addresses: expect.arrayContaining(['10.55.66.1/24']) as unknown,
          origin: 'portolan',
          masquerade: true,
          forwarded: true,
          ports: [],
        },
      },
    });
    const attached = await attach(helper);
    expect(attached).toMatchObject({
      code: 0,
      value: {
        attachment: { bridge: 'hw1', interface: 'eth0', address: '10.55.66.2/24', state: 'active' },
        interface: {
          name: 'eth0',
          up: true,
          bridge: 'hw1',
          addresses: expect.arrayContaining(['10.55.66.2/24']) as unknown,
        },
      },
    });
    expect(await fromWeb(machine)).toContain('198.51.100.1');
    expect(await machine.fetch('http://10.55.66.2:8000', 'lan', 1)).toBeNull();

    await helper.cli('publish', 'web', '2345:8000');
    for (const [url, netns] of [
      ['http://198.51.100.1:2345', 'lan'],
      ['http://127.0.0.1:2345', undefined],
    ] as const) {
      expect(await machine.fetch(url, netns)).toContain('web served');
    }
    await helper.cli('unpublish', '2345');
    expect(await helper.cli('detach', 'web', '--bridge', 'hw1')).toMatchObject({
      code: 0,
      value: { interface: { name: 'eth0' } },
    });
    expect(await helper.cli('bridge', 'delete', 'hw1')).toMatchObject({
      code: 0,
      value: { bridge: { name: 'hw1' } },
    });
    expect(await traces(machine)).toBe(before);
  });

  it('does the same in IPv6', async ({ machine, helper }) => {
    const before = await traces(machine);
    const six = ['hw6', '--address', 'fd00:55::1/64'];
    expect(await helper.cli('bridge', 'create', ...six)).toMatchObject({
      value: { bridge: { masquerade: true, forwarded: true } },
    });
    expect(await helper.cli('attach', 'web', '--bridge', 'hw6')).toMatchObject({
      value: { attachment: { address: 'fd00:55::2/64', state: 'active' } },
    });
    expect(await fromWeb(machine, 'http://[2001:db8::2]:8000')).toContain('2001:db8::1');
    await helper.cli('publish', 'web', '2345:8000');
    expect(await machine.fetch('http://[2001:db8::1]:2345', 'lan')).toContain('web served');
    await helper.cli('unpublish', '2345');
    await helper.cli('detach', 'web', '--bridge', 'hw6');
    await helper.cli('bridge', 'delete', 'hw6');
    expect(await traces(machine)).toBe(before);
  });

  it('changes nothing on a dry run, and shows commands that do the same', async ({
    machine,
    helper,
  }) => {
    const before = await traces(machine);
    const made = await create(helper, '--dry-run');
    expect(await traces(machine)).toBe(before);
    await create(helper);
    const wired = await attach(helper, '--dry-run');
    expect(wired).toMatchObject({
      value: {
        attachment: { interface: 'eth0', address: '10.55.66.2/24', state: 'active' },
        interface: { name: 'eth0', addresses: ['10.55.66.2/24'], bridge: 'hw1' },
      },
    });
    expect(await attachments(helper)).toEqual([]);
    await attach(helper);
    const ours = await machine.run(['iptables-save']);
    const addresses = await machine.run(['ip', '-n', 'web', '-4', '-o', 'address']);
    await helper.stop('SIGTERM');
    expect(await traces(machine)).toBe(before);

    for (const { value } of [made, wired]) {
      for (const command of value['commands'] as readonly string[]) await machine.commands(command);
    }
    expect(plain((await machine.run(['iptables-save'])).stdout)).toBe(plain(ours.stdout));
    const byHand = await machine.run(['ip', '-n', 'web', '-4', '-o', 'address']);
    expect(plain(byHand.stdout)).toBe(plain(addresses.stdout));
    expect(await fromWeb(machine)).toContain('lan served');
  });

  it('gives each container an address and an interface of its own', async ({ machine, helper }) => {
    await create(helper);
    await attach(helper, '--address', '10.55.66.3/24');
    expect(await helper.cli('attach', 'peer', '--bridge', 'hw1')).toMatchObject({
      value: { attachment: { address: '10.55.66.2/24' } },
    });
    await helper.cli('bridge', 'create', 'hw2', '--address', '10.55.67.1/24');
    const second = await helper.cli('attach', 'peer', '--bridge', 'hw2', '--address', '10.55.67.9');
    expect(second).toMatchObject({
      value: {
        attachment: {
          interface: 'eth1',
          address: '10.55.67.9/24',
          state: 'active',
          reason: expect.stringContaining('10.55.66.1') as string,
        },
      },
    });
    const { stdout } = await machine.run(['ip', '-n', 'peer', 'route', 'show', 'default']);
    expect(stdout.trim()).toBe('default via 10.55.66.1 dev eth0');
    expect(await machine.fetch('http://10.55.66.3:8000', 'peer')).toContain('web served');
  });

  it.for([
    ['NAME_IN_USE', ['bridge', 'create', 'up0', '--address', '10.1.0.1/24']],
    ['NAME_IN_USE', ['bridge', 'create', 'hw1', '--address', '10.1.0.1/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'a-name-much-too-long', '--address', '10.1.0.1/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'a;b', '--address', '10.1.0.1/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '10.1.0.1']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '10.1.0.0/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '10.1.0.255/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '10.55.66.129/25']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '198.51.0.1/16']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '203.0.113.65/28']],
    ['NO_SUCH_BRIDGE', ['bridge', 'delete', 'hw2']],
    ['NOT_OURS', ['bridge', 'delete', 'theirs']],
    ['BAD_REQUEST', ['bridge', 'delete', 'hw1']],
    ['NO_SUCH_BRIDGE', ['attach', 'peer', '--bridge', 'hw2']],
    ['NO_SUCH_ENDPOINT', ['attach', 'nobody', '--bridge', 'hw1']],
    ['NOT_OURS', ['attach', 'peer', '--bridge', 'theirs']],
    ['BAD_REQUEST', ['attach', 'web', '--bridge', 'hw1']],
    ['BAD_REQUEST', ['attach', 'peer', '--bridge', 'hw1', '--address', '10.55.66.2/24']],
    ['BAD_REQUEST', ['attach', 'peer', '--bridge', 'hw1', '--address', '10.55.66.1/24']],
    ['BAD_REQUEST', ['attach', 'peer', '--bridge', 'hw1', '--address', '10.55.67.2/24']],
    ['BAD_REQUEST', ['attach', 'peer', '--bridge', 'hw1', '--address', '10.55.66.255/24']],
    ['NAME_IN_USE', ['attach', 'peer', '--bridge', 'hw1', '--interface', 'lo']],
    ['BAD_REQUEST', ['attach', 'peer', '--bridge', 'hw1', '--interface', '-x']],
    ['BAD_REQUEST', ['detach', 'peer', '--bridge', 'hw1']],
    ['NOT_OURS', ['detach', 'other', '--bridge', 'theirs']],
    ['NOT_OURS', ['detach', 'other', '--bridge', 'hw1']],
    ['NO_SUCH_ENDPOINT', ['detach', 'nobody', '--bridge', 'hw1']],
    ['NO_SUCH_BRIDGE', ['detach', 'web', '--bridge', 'hw2']],
  ] as const)(
    'refuses with %s, and changes nothing: %s',
    async ([code, args], { machine, helper }) => {
      await create(helper);
      await attach(helper);
      await machine.commands(`
      ip link add theirs type bridge
      ip route add 203.0.113.0/24 via 198.51.100.2
      ip netns add other
      ip link add v1 type veth peer name eth0 netns other
      ip link set v1 master theirs
      ip link add v2 type veth peer name eth1 netns other
      ip link set v2 master hw1
    `);
      const before = await traces(machine);
      expect(await helper.cli(...args)).toMatchObject({ code: 1, ok: false, error: { code } });
      expect(await traces(machine)).toBe(before);
    },
  );

  it('removes what was created when it cannot finish', async ({ machine, helper }) => {
    await create(helper);
    await machine.commands('ip netns exec peer sysctl -qw net.ipv6.conf.default.disable_ipv6=1');
    await helper.cli('bridge', 'create', 'hw6', '--address', 'fd00:55::1/64');
    const before = await traces(machine);
    expect(await helper.cli('attach', 'peer', '--bridge', 'hw6')).toMatchObject({
      code: 1,
      error: {
        code: 'COMMAND_FAILED',
        details: { argv: expect.arrayContaining(['add']) as unknown },
      },
    });
    expect(await traces(machine)).toBe(before);
    expect(await attachments(helper)).toEqual([]);
  });
});

describe('bridges and attachments', () => {
  it.beforeEach(async ({ machine, helper }) => {
    await create(helper);
    await attach(helper);
    expect(await fromWeb(machine)).toContain('lan served');
  });
  const reaches = (machine: Sandbox) =>
    comesWithin(repairTime, async () => (await fromWeb(machine, undefined, 1)) !== null);

  const becomes = (helper: SandboxHelper, state: string) =>
    comesWithin(repairTime, async () => (await attachments(helper))[0]?.state === state);

  it.for([
    'ip link delete hw1',
    'ip -n web link delete eth0',
    'ip -n web address flush dev eth0',
    'ip -n web link set eth0 down',
    'ip -n web route delete default',
    'ip link set hw1 down',
    'ip address flush dev hw1',
    'iptables -t nat -F PORTOLAN-SNAT',
    'iptables -F PORTOLAN-FORWARD',
  ])('are repaired within two seconds after: %s', async (command, { machine }) => {
    await machine.commands(command);
    await reaches(machine);
  });

  it('are removed when the helper ends, and restored when it starts', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    await helper.stop('SIGTERM');
    expect((await machine.run(['ip', 'link'])).stdout).not.toMatch(/hw1|veth-/);
    expect((await machine.run(['iptables-save'])).stdout).not.toContain('PORTOLAN');
    helper = await SandboxHelper.start(machine);
    expect(await fromWeb(machine)).toContain('lan served');
    expect(await machine.fetch('http://198.51.100.1:2345', 'lan')).toContain('web served');
  });

  it('is joined again when the endpoint is made again, and waits while it is gone', async ({
    machine,
    helper,
  }) => {
    const { stdout } = await machine.run(['ip', 'netns', 'pids', 'web']);
    for (const pid of stdout.trim().split('\n')) await machine.run(['kill', '-9', pid]);
    await machine.commands('ip netns delete web');
    await becomes(helper, 'waiting');
    await machine.commands('ip netns add web');
    await reaches(machine);
    await becomes(helper, 'active');
  });

  it('do not touch a bridge of the same name that another program has created meanwhile', async ({
    machine,
    helper,
  }) => {
    await helper.stop('SIGTERM');
    await machine.commands('ip link add hw1 type bridge');
    helper = await SandboxHelper.start(machine);
    expect(await attachments(helper)).toMatchObject([{ state: 'failed' }]);
    expect(await helper.cli('bridge', 'delete', 'hw1')).toMatchObject({
      error: { code: 'NOT_OURS' },
    });
    expect((await machine.run(['iptables-save'])).stdout).not.toContain('hw1');
    await helper.stop('SIGTERM');
    expect((await machine.run(['ip', 'link', 'show', 'hw1'])).code).toBe(0);
  });
});

describe('a helper that is killed', () => {
  /** Kills a helper at one of its changes while it works. Returns whether it made that many. */
  async function killWhile(
    machine: Sandbox,
    at: string,
    work: (helper: SandboxHelper) => Promise<boolean>,
  ): Promise<boolean> {
    const helper = await SandboxHelper.start(machine, [], killAt(at));
    const isDone = await work(helper);
    if (isDone) await helper.stop('SIGKILL');
    else await helper.exited;
    return !isDone;
  }

  it('leaves the kernel as its state file says, wherever it was killed', async ({
    machine,
    helper,
  }) => {
    await helper.stop('SIGTERM');
    const before = await traces(machine);
    let stops = 0;
    for (let number = 1; number < 40; number++) {
      const killed = await killWhile(
        machine,
        `${number % 2 === 0 ? 'before' : 'after'}:${String(number)}`,
        async (helper) =>
          (await create(helper)).ok &&
          (await attach(helper)).ok &&
          (await helper.cli('detach', 'web', '--bridge', 'hw1')).ok,
      );
      helper = await SandboxHelper.start(machine);
      const { value } = await helper.cli('snapshot');
      const bridges = (value['bridges'] as readonly { readonly name: string }[]).length;
      const attached = (value['attachments'] as readonly unknown[]).length;
      const wires = (await machine.run(['ip', '-o', 'link'])).stdout.match(/ veth-/g)?.length ?? 0;
      expect([bridges === 1, wires]).toEqual([bridges > 0, attached]);
      if (attached > 0) {
        expect(value['attachments']).toMatchObject([{ state: 'active' }]);
        expect(await fromWeb(machine)).toContain('lan served');
        await helper.cli('detach', 'web', '--bridge', 'hw1');
      }
      if (bridges > 0) await helper.cli('bridge', 'delete', 'hw1');
      await helper.stop('SIGTERM');
      expect(await traces(machine)).toBe(before);
      if (!killed) break;
      stops += 1;
    }
    expect(stops).toBeGreaterThan(12);
  }, 180_000);
});

function plain(text: string): string {
  return text
    .replace(/^#.*$/gm, '')
    .replace(/\[\d+:\d+\]/g, '')
    .replace(/^\d+: /gm, '');
}
