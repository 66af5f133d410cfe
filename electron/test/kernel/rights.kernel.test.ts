import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchLab } from '#elevation/launch-lab';
import { toEnglish } from '#shared/messages/message';
import { connectHelper } from '#transport/helper-connection';
import type { Snapshot } from '#shared/model/snapshot';
import { chooseIptables } from '../machines/alternatives';
import { legacyMissing } from '../machines/legacy';
import { machineTest, skipNote } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { helperBundle, SandboxHelper, type Sandbox } from '../machines/sandbox';
import { TraceRun } from '../machines/trace-run';

/** Bits of linux/capability.h. */
const bits = {
  chown: 0,
  dac_override: 1,
  dac_read_search: 2,
  setpcap: 8,
  net_bind_service: 10,
  net_broadcast: 11,
  net_admin: 12,
  net_raw: 13,
  sys_ptrace: 19,
  sys_admin: 21,
} as const;
type Name = keyof typeof bits;

/** What the documentation says that every helper keeps. */
const always: readonly Name[] = [
  'dac_read_search',
  'setpcap',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'sys_ptrace',
  'sys_admin',
];

/** The sets of a thread that can have no others, as `/proc/PID/status` shows them. */
function exactly(...names: readonly Name[]): string {
  const mask = names.reduce((sum, name) => sum | (1n << BigInt(bits[name])), 0n);
  const set = mask.toString(16).padStart(16, '0');
  return `CapInh:0000000000000000 CapPrm:${set} CapEff:${set} CapBnd:${set} CapAmb:0000000000000000 NoNewPrivs:1`;
}

async function helperPid(machine: Sandbox): Promise<string> {
  const { stdout } = await machine.run(['pgrep', '-nf', 'portolan.cjs helper']);
  return stdout.trim();
}

/** The sets of one thread, as {@link exactly} has them. */
const shown = (status: string) =>
  (status.match(/^(?:Cap|NoNew).*$/gm) ?? []).map((line) => line.replaceAll('\t', '')).join(' ');

/** The sets of each thread of a process; empty when it has ended. */
async function rightsOf(machine: Sandbox, pid: string): Promise<readonly string[]> {
  const script = `for f in /proc/${pid}/task/*/status; do grep -E '^(Cap|NoNew)' $f | tr -d '\\t' | tr '\\n' ' '; echo; done`;
  const { stdout } = await machine.run(['sh', '-c', script]);
  return stdout.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}

/** The command lines of the processes that a helper started, by id. */
async function childrenOf(machine: Sandbox, pid: string): Promise<readonly [string, string][]> {
  const { stdout } = await machine.run(['ps', '-o', 'pid=,args=', '--ppid', pid]);
  return [...stdout.matchAll(/^ *(\d+) +(.*)$/gm)].map(([, id = '', args = '']) => [id, args]);
}

/** Starts a helper that never had some capability. */
const without = (machine: Sandbox, name: Name, extra: readonly string[] = []) =>
  SandboxHelper.start(machine, extra, [], ['setpriv', '--bounding-set', `-${name}`]);

const endpoint = async (helper: SandboxHelper, name: string) =>
  ((await helper.cli('snapshot')).value as unknown as Snapshot).endpoints.find(
    (one) => one.name === name,
  );

describe('the rights of a helper', () => {
  const it = machineTest;

  it('are the documented ones in each of its threads, and fewer in each of its programs', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    // Nothing answers from outside, so that a probe takes its time.
    await machine.commands('iptables -I FORWARD -i up0 -j DROP');
    const flows = helper.cli('flows', '--follow').catch(() => null);
    const trace = await TraceRun.start(machine, '2345');
    const pid = await helperPid(machine);
    const programs = [
      [/^\S*ip .*monitor/, exactly('net_broadcast')],
      [/^\S*conntrack -E/, exactly('net_admin')],
      [/^\S*nft -i/, exactly('net_admin')],
      [/^\S*nft .*monitor/, exactly('net_admin')],
      [/^\S*node .*helper.cjs probe/, exactly('dac_read_search')],
    ] as const;
    const doctor = helper.cli('doctor', '2345').catch(() => null);
    for (const [pattern, rights] of programs) {
      const find = async () => {
        const found = (await childrenOf(machine, pid)).find(([, command]) => pattern.test(command));
        return found === undefined ? [] : [...new Set(await rightsOf(machine, found[0]))];
      };
      await expect.poll(find, { interval: 20, timeout: 20_000 }).toEqual([rights]);
    }
    const threads = await rightsOf(machine, pid);
    expect(threads.length).toBeGreaterThan(5);
    expect(new Set(threads)).toEqual(new Set([exactly(...always)]));
    expect((await helper.cli('status')).value['warnings']).toEqual([]);
    await helper.stop('SIGTERM');
    await Promise.all([flows, trace.result(), doctor]);
  });

  it('do not depend on the environment, which runs nothing once it has started over', async ({
    machine,
  }) => {
    const evil = `
      const { appendFileSync, readFileSync } = require('node:fs');
      const isFinal = /^NoNewPrivs:\\s1$/m.test(readFileSync('/proc/self/status', 'utf8'));
      appendFileSync('/run/ran', process.pid + ' ' + isFinal + '\\n');
    `;
    await machine.run(['tee', '/run/evil.cjs'], { input: evil });
    const variables = {
      NODE_OPTIONS: '--require=/run/evil.cjs',
      NODE_PATH: '/run',
      LD_LIBRARY_PATH: '/run',
      OPENSSL_CONF: '/run/none.cnf',
      GCONV_PATH: '/run',
      HOME: '/run',
      TMPDIR: '/run',
      ELECTRON_ENABLE_LOGGING: '1',
    };
    const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const helper = await SandboxHelper.start(machine, [], [], ['env', ...words]);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.cli('doctor', '2345');
    const pid = await helperPid(machine);
    expect((await machine.run(['cat', '/run/ran'])).stdout).toBe(`${pid} false\n`);
    const { stdout } = await machine.run(['cat', `/proc/${pid}/environ`]);
    expect(stdout).toBe(`PATH=/usr/sbin:/usr/bin:/sbin:/bin\0PORTOLAN_STARTED_OVER=${pid}\0`);
  });

  it('do not include files that its starter left open', async ({ machine }) => {
    const script = 'exec 9</etc/hostname; exec "$@"';
    await SandboxHelper.start(machine, [], [], ['sh', '-c', script, 'sh']);
    const { stdout } = await machine.run(['ls', '-l', `/proc/${await helperPid(machine)}/fd`]);
    expect(stdout).not.toContain('/etc/hostname');
  });

  it('are reported when they are more, because the helper did not start over', async ({
    machine,
  }) => {
    // The id of the process is known only to itself.
    const script = 'export PORTOLAN_STARTED_OVER=$$; exec "$@"';
    const helper = await SandboxHelper.start(machine, [], [], ['sh', '-c', script, 'sh']);
    expect((await helper.cli('status')).value['warnings']).toEqual([
      expect.stringContaining('could not give up rights'),
    ]);
  });

  it('suffice under the limits of a systemd unit', async ({ machine }) => {
    const limits = [
      '--no-new-privs',
      '--bounding-set',
      `-all${always.map((n) => `,+${n}`).join('')}`,
    ];
    const helper = await SandboxHelper.start(machine, [], [], ['setpriv', ...limits]);
    expect(await helper.cli('publish', 'web', '80:8000')).toMatchObject({ ok: true });
    expect(await machine.fetch('http://198.51.100.1', 'lan')).toContain('web served');
    expect((await helper.cli('status')).value['warnings']).toEqual([]);
  });
});

/** What fails without each capability, and works with it. */
describe('each of the rights is needed', () => {
  const it = machineTest;
  const publishes = async (helper: SandboxHelper, ports: string) =>
    (await helper.cli('publish', 'web', ports)).ok;

  const uses: readonly (readonly [
    Name,
    string,
    (helper: SandboxHelper, machine: Sandbox) => Promise<boolean>,
  ])[] = [
    ['net_admin', 'to write rules', (helper) => publishes(helper, '2345:8000')],
    ['net_bind_service', 'to publish a port below 1024', (helper) => publishes(helper, '80:8000')],
    [
      'sys_admin',
      'to read the network of a container',
      async (helper) => ((await endpoint(helper, 'web'))?.interfaces.length ?? 0) > 0,
    ],
    [
      'sys_ptrace',
      'to find what listens in a container',
      async (helper) => ((await endpoint(helper, 'web'))?.listeners.length ?? 0) > 0,
    ],
    [
      'net_broadcast',
      'to hear of changes in all namespaces',
      async (_helper, machine) => {
        const commands = await childrenOf(machine, await helperPid(machine));
        return commands.some(([, command]) => /^\S*ip .*monitor/.test(command));
      },
    ],
    [
      'setpcap',
      'to start programs with less',
      async (_helper, machine) => {
        const pid = await helperPid(machine);
        const monitor = (await childrenOf(machine, pid)).find(([, args]) =>
          args.includes('monitor'),
        );
        const rights = await rightsOf(machine, monitor?.[0] ?? '');
        return rights[0] === exactly('net_broadcast');
      },
    ],
  ];
  it.for(uses)('CAP_%s %s', async ([name, , works], { machine }) => {
    const limited = await without(machine, name).catch(() => null);
    if (limited !== null) {
      expect((await limited.cli('status')).value['warnings']).toContainEqual(
        expect.stringContaining(`CAP_${name.toUpperCase()}`),
      );
      expect(await works(limited, machine)).toBe(false);
      await limited.stop('SIGKILL');
    }
    const helper = await SandboxHelper.start(machine);
    await expect.poll(() => works(helper, machine), { timeout: 20_000 }).toBe(true);
  });

  it('CAP_net_raw to use iptables-legacy', async ({ machine, skip }) => {
    skip(legacyMissing !== null, legacyMissing ?? '');
    await chooseIptables(machine, 'legacy');
    const limited = await without(machine, 'net_raw');
    expect(await publishes(limited, '2345:8000')).toBe(false);
    await limited.stop('SIGKILL');
    expect(await publishes(await SandboxHelper.start(machine), '2345:8000')).toBe(true);
  });
});

describe.skipIf(legacyMissing !== null)(
  `the modules of iptables-legacy${skipNote(legacyMissing)}`,
  () => {
    const it = machineTest;

    it('are loaded before the right to do so is given up', async ({ machine, skip }) => {
      // This machine gets modules and a modprobe of its own, whatever the system has.
      for (const folder of ['lib', 'sbin']) {
        await machine.commands(`mkdir -p /run/upper/${folder} /run/work/${folder}`);
        const layers = `lowerdir=/usr/${folder},upperdir=/run/upper/${folder},workdir=/run/work/${folder}`;
        const mount = ['mount', '-t', 'overlay', 'overlay', '-o', layers, `/usr/${folder}`];
        const { code, stderr } = await machine.run(mount);
        skip(code !== 0, `no overlay in a user namespace: ${stderr}`);
      }
      const { stdout } = await machine.run(['uname', '-r']);
      const modules = `/lib/modules/${stdout.trim()}/kernel/net`;
      await machine.commands(`
      mkdir -p ${modules}/ipv4/netfilter ${modules}/ipv6/netfilter
      touch ${modules}/ipv4/netfilter/ip_tables.ko.xz ${modules}/ipv6/netfilter/ip6_tables.ko
    `);
      const script = '#!/bin/sh\necho $* $(grep CapEff /proc/$$/status) >>/run/loaded\n';
      await machine.run(['tee', '/usr/sbin/modprobe'], { input: script });
      await machine.commands(`chmod 755 /usr/sbin/modprobe\ntouch /run/loaded`);

      const first = await SandboxHelper.start(machine);
      expect((await machine.run(['cat', '/run/loaded'])).stdout).toBe('');
      await first.stop('SIGTERM');
      await chooseIptables(machine, 'legacy');
      await SandboxHelper.start(machine);
      expect((await machine.run(['cat', '/run/loaded'])).stdout).toBe(
        'ip_tables CapEff: 0000000000010000\nip6_tables CapEff: 0000000000010000\n',
      );
    });
  },
);

it('are the same in the lab', async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const socket = join(folder, 'lab.sock');
  const lab = await launchLab({ socket, helperBundle, lifetime: 'bound' });
  if (!lab.ok) throw new Error(toEnglish(lab.error.message));
  onTestFinished(() => lab.value.stop());
  const connected = await connectHelper(socket);
  if (!connected.ok) throw new Error(toEnglish(connected.error.message));
  expect(await connected.value.call.status({})).toMatchObject({
    ok: true,
    value: { warnings: [] },
  });
  connected.value.close();
  const { stdout } = spawnSync('pgrep', ['-f', `helper.cjs lab --socket ${socket}`], {
    encoding: 'utf8',
  });
  // The first one is unshare(1).
  const pid = stdout.trim().split('\n')[1] ?? '';
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    shown(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
  );
  expect(new Set(threads)).toEqual(new Set([exactly(...always)]));
});

/** Several users need a machine without a user namespace, so root. */
describe('rights over what belongs to other users', () => {
  const it = machineTest.extend('machine', async ({ closeAtEnd }) => {
    const isRoot = process.getuid?.() === 0;
    return closeAtEnd(
      isRoot ? await bridgedMachine({ privileged: true }) : 'several users need root',
    );
  });
  const user = 4_001;
  const as = ['setpriv', `--reuid=${String(user)}`, `--regid=${String(user)}`, '--clear-groups'];
  const owner = ['--owner', String(user)];

  it('CAP_chown only to give the socket to another owner', async ({ machine }) => {
    expect(await without(machine, 'chown', owner).catch(() => null)).toBeNull();
    await SandboxHelper.start(machine, owner);
    const { stdout } = await machine.run(['stat', '-c', '%u %a', '/run/portolan/helper.sock']);
    expect(stdout.trim()).toBe(`${String(user)} 600`);
    const rights = new Set(await rightsOf(machine, await helperPid(machine)));
    expect(rights).toEqual(new Set([exactly('chown', ...always)]));
  });

  it('take a killed helper’s socket from its owner, and leave that of a living one', async ({
    machine,
  }) => {
    const ownerOf = async () =>
      (await machine.run(['stat', '-c', '%u', '/run/portolan/helper.sock'])).stdout.trim();
    const killed = await SandboxHelper.start(machine, owner);
    await killed.stop('SIGKILL');
    const next = await SandboxHelper.start(machine, owner);
    expect(await ownerOf()).toBe(String(user));
    // Another network namespace may have a helper of its own, but not at the same path.
    const args = ['--socket', '/run/portolan/helper.sock', '--state', '/run/other', ...owner];
    const other = await machine.run([process.execPath, helperBundle, 'helper', ...args], {
      netns: 'lan',
    });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('helper.sock');
    expect(await ownerOf()).toBe(String(user));
    expect(await next.cli('status')).toMatchObject({ ok: true });
  });

  it('CAP_dac_override only to reach an engine that runs without root', async ({ machine }) => {
    await machine.commands(`
      mkdir -p /run/user/${String(user)}
      chown ${String(user)} /run/user/${String(user)}
      chmod 700 /run/user/${String(user)}
    `);
    const socket = `/run/user/${String(user)}/docker.sock`;
    const engine = `
      process.umask(0o177);
      require('node:http').createServer((request, response) => response.end('[]'))
        .listen('${socket}', () => console.log('ready'));
    `;
    await machine.startReady([...as, process.execPath, '-e', engine]);
    const args = ['--docker-socket', socket];
    const reasons = async (helper: SandboxHelper) =>
      JSON.stringify(((await helper.cli('snapshot')).value as unknown as Snapshot).stale ?? []);
    const limited = await without(machine, 'dac_override', args);
    await expect.poll(() => reasons(limited)).toContain('EACCES');
    await limited.stop('SIGKILL');
    const helper = await SandboxHelper.start(machine, args);
    await expect.poll(() => reasons(helper)).not.toContain('EACCES');
    const rights = new Set(await rightsOf(machine, await helperPid(machine)));
    expect(rights).toEqual(new Set([exactly('dac_override', ...always)]));
  });

  it('CAP_dac_read_search to name the process that holds a port', async ({ machine }) => {
    const server = `require('node:net').createServer().listen(2345, () => console.log('ready'))`;
    await machine.startReady([...as, process.execPath, '-e', server]);
    const process_ = async (helper: SandboxHelper) =>
      (await helper.cli('publish', 'web', '2345:8000')).error.details['process'];
    const limited = await without(machine, 'dac_read_search');
    expect(await process_(limited)).toBeUndefined();
    await limited.stop('SIGKILL');
    expect(await process_(await SandboxHelper.start(machine))).toBe('node');
  });
});
