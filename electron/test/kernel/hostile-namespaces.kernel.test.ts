import { describe, expect } from 'vitest';
import { bridgedMachine, fromLan } from '../machines/bridged-machine';
import { machineTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';

const skipped = process.getuid?.() === 0 ? '' : ' (skipped: real users need root)';

interface SnapshotPart {
  readonly endpoints: readonly {
    readonly id: string;
    readonly name: string;
    readonly interfaces: readonly { readonly name: string }[];
  }[];
  readonly stale?: readonly { readonly part: string; readonly reason: string }[];
}

const snapshotOf = async (helper: SandboxHelper) =>
  (await helper.cli('snapshot')).value as unknown as SnapshotPart;
const warningsOf = async (helper: SandboxHelper) =>
  (await helper.cli('status')).value['warnings'] as readonly string[];

/** An alias that iproute2 prints raw within its JSON. */
const alias = 'x\x1b[31my\x07"\\';

/**
 * Another user makes network namespaces, each with a `lo` that has an alias and is brought up when
 * all are there.
 */
async function foreignNamespaces(machine: Sandbox, count: number, uid = 65534): Promise<void> {
  const one = `ip link set lo alias "$(printf 'a\\033b')"; : > /tmp-of-user/$$; while ! [ -e /run/go ]; do sleep 0.02; done; ip link set lo up; exec sleep infinity`;
  const user = [`--reuid=${String(uid)}`, `--regid=${String(uid)}`, '--clear-groups'];
  const folder = `/run/of-${String(uid)}`;
  await machine.commands(`mkdir -p ${folder}
    chown ${String(uid)} ${folder}`);
  for (let i = 0; i < count; i++) {
    machine.start([
      'setpriv',
      ...user,
      'unshare',
      '--user',
      '--map-root-user',
      '--net',
      'sh',
      '-c',
      one.replace('/tmp-of-user', folder),
    ]);
  }
  await comesWithin(20_000, async () => {
    const { stdout } = await machine.run(['ls', folder]);
    return stdout.trim().split('\n').length >= count;
  });
  await machine.run(['touch', '/run/go']);
}

describe.skipIf(skipped !== '')(`namespaces of another user${skipped}`, () => {
  const it = machineTest.extend('machine', async ({ closeAtEnd }) =>
    closeAtEnd(await bridgedMachine({ privileged: true })),
  );

  it('neither end a helper nor keep one from starting', async ({ machine }) => {
    const before = await kernelTraces(machine);
    const helper = await SandboxHelper.start(machine);
    await foreignNamespaces(machine, 9);
    expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    // They are read in the background, and shown once they are.
    const shown = async (one: SandboxHelper) =>
      (await snapshotOf(one)).endpoints.filter(({ name }) => name.startsWith('sleep-')).length;
    await comesWithin(10_000, async () => (await shown(helper)) === 9);
    await helper.stop('SIGKILL');
    const again = await SandboxHelper.start(machine);
    expect(await fromLan(machine)).toContain('web served');
    await comesWithin(10_000, async () => (await shown(again)) === 9);
    expect((await snapshotOf(again)).stale ?? []).toEqual([]);
    await again.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('are shown up to a number, for each user', async ({ machine, helper }) => {
    await foreignNamespaces(machine, 60);
    await foreignNamespaces(machine, 3, 65533);
    const known = async () => {
      const { endpoints } = await snapshotOf(helper);
      return endpoints.filter(({ name }) => name.startsWith('sleep-')).length;
    };
    // Sixteen of the one user, and all three of the other.
    await comesWithin(20_000, async () => (await known()) === 19);
    expect(await warningsOf(helper)).toContainEqual(
      expect.stringContaining('Other users run more network namespaces than are shown'),
    );
    expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    expect(await fromLan(machine)).toContain('web served');
  });
});

describe('a name that iproute2 does not escape', () => {
  machineTest('on an interface of the host disturbs nothing', async ({ machine }) => {
    const before = await kernelTraces(machine);
    await machine.run(['ip', 'link', 'set', 'up0', 'alias', alias]);
    const helper = await SandboxHelper.start(machine);
    expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    expect(await fromLan(machine)).toContain('web served');
    expect(await helper.cli('unpublish', '2345')).toMatchObject({ ok: true });
    await helper.cli('publish', 'web', '2346:8000');
    await helper.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);
  });

  machineTest('in one of many namespaces leaves the others as they are', async ({ machine }) => {
    for (let i = 0; i < 8; i++) await machine.run(['ip', 'netns', 'add', `n${String(i)}`]);
    await machine.run(['ip', '-n', 'n3', 'link', 'set', 'lo', 'alias', alias]);
    const helper = await SandboxHelper.start(machine);
    const interfaces = async (id: string) =>
      (await snapshotOf(helper)).endpoints.find((endpoint) => endpoint.id === id)?.interfaces ?? [];
    for (let i = 0; i < 8; i++) {
      await machine.commands(`ip -n n${String(i)} link add a0 type veth peer name a1`);
    }
    for (const name of ['n3', 'n7']) {
      await comesWithin(10_000, async () => (await interfaces(`netns:${name}`)).length === 2);
    }
    expect((await snapshotOf(helper)).stale ?? []).toEqual([]);
    expect(await warningsOf(helper)).toEqual([]);
  });
});

machineTest('names that lead to no namespace are left out', async ({ machine }) => {
  await machine.commands(`
    ln -s loop /run/netns/loop
    ln -s /etc/passwd/x /run/netns/no-folder
    ln -s /nowhere /run/netns/nowhere
    touch /run/netns/file
    mkdir /run/netns/folder`);
  const helper = await SandboxHelper.start(machine);
  expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
  const ids = (await snapshotOf(helper)).endpoints.map(({ id }) => id);
  expect(ids.filter((id) => /loop|no-folder|nowhere|file|folder/.test(id))).toEqual([]);
  await helper.stop('SIGTERM');
  expect(helper.log).not.toContain('bug');
  expect((await kernelTraces(machine)).includes('PORTOLAN')).toBe(false);
});

machineTest('a namespace with very much in it is stale and slows nothing', async ({ machine }) => {
  const routes = Array.from(
    { length: 60_000 },
    (_, i) =>
      `route add 10.${String(100 + (i >> 16))}.${String((i >> 8) & 255)}.${String(i & 255)}/32 dev lo`,
  );
  await machine.run(['ip', '-n', 'peer', 'link', 'set', 'lo', 'up']);
  await machine.run(['ip', '-n', 'peer', '-batch', '-'], { input: `${routes.join('\n')}\n` });
  const helper = await SandboxHelper.start(machine);
  expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
  expect(await fromLan(machine)).toContain('web served');
  const { stale = [], endpoints } = await snapshotOf(helper);
  expect(stale).toMatchObject([{ part: 'netns:peer' }]);
  expect(endpoints.map(({ id }) => id)).toContain('netns:web');
  await machine.run(['ip', '-n', 'peer', 'route', 'flush', 'dev', 'lo', 'scope', 'link']);
  // It is tried again less and less often.
  await comesWithin(60_000, async () => ((await snapshotOf(helper)).stale ?? []).length === 0);
});
