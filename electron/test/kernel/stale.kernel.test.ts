import { expect } from 'vitest';
import type { Snapshot } from '#shared/model/snapshot';
import { machineTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import type { Sandbox, SandboxHelper } from '../machines/sandbox';

const it = machineTest.extend('helperArgs', (): readonly string[] => [
  '--docker-socket',
  '/run/engine.sock',
]);
it.beforeEach(async ({ helper }) => {
  await helper.cli('publish', 'web', '2345:8000');
});

const snapshot = async (helper: SandboxHelper) =>
  (await helper.cli('snapshot')).value as unknown as Snapshot;
const staleParts = async (helper: SandboxHelper) =>
  (await snapshot(helper)).stale?.map(({ part }) => part);
const patient = { timeout: 30_000 };

/** Replaces a program by a script, in this machine only. */
async function replace(machine: Sandbox, program: string, script: string): Promise<string> {
  const path = (await machine.run(['readlink', '--canonicalize', program])).stdout.trim();
  await machine.run(['tee', '/run/instead'], { input: `#!/bin/sh\n${script}\n` });
  await machine.commands(`
    chmod 755 /run/instead
    mount --bind /run/instead ${path}
  `);
  return path;
}

it.for([
  ['hang', 'exec sleep 600'],
  ['fail', 'echo it is broken >&2; exit 1'],
] as const)(
  'keeps the rules that it knew while iptables %ss, and continues with the rest',
  async ([, script], { machine, helper }) => {
    const before = await snapshot(helper);
    const path = await replace(machine, '/usr/sbin/iptables-save', script);
    await expect.poll(() => staleParts(helper), patient).toEqual(['rules']);
    await machine.commands('ip netns add late');
    await comesWithin(3_000, async () =>
      (await snapshot(helper)).endpoints.some(({ name }) => name === 'late'),
    );
    const names = (await snapshot(helper)).endpoints.map(({ name }) => name);
    expect(names).toEqual(['lan', 'late', 'peer', 'web']);
    const during = await snapshot(helper);
    expect(during.publications).toEqual(before.publications);
    expect(during.host.firewall).toEqual(before.host.firewall);
    expect(during.bridges).toEqual(before.bridges);
    const refused = await helper.cli('publish', 'web', '2346:8000');
    expect(refused.ok).toBe(false);
    expect(refused.error.code).toMatch(/^(TIMED_OUT|COMMAND_FAILED)$/);

    await machine.commands(`umount ${path}`);
    await expect.poll(() => staleParts(helper), patient).toEqual([]);
    expect(await helper.cli('publish', 'web', '2346:8000')).toMatchObject({ ok: true });
    expect(await machine.fetch('http://198.51.100.1:2346/', 'lan')).toContain('web served');
  },
);

it('keeps the networks that it knew while ip hangs, and reads them when it is back', async ({
  machine,
  helper,
}) => {
  const before = await snapshot(helper);
  const path = await replace(machine, '/usr/sbin/ip', 'exec sleep 600');
  await machine.run(['sysctl', '-qw', 'net.ipv6.conf.br0.disable_ipv6=1']);
  await expect.poll(() => staleParts(helper), patient).toContain('network');
  const during = await snapshot(helper);
  expect(during.host.interfaces).toEqual(before.host.interfaces);
  expect(during.endpoints.map(({ interfaces }) => interfaces)).toEqual(
    before.endpoints.map(({ interfaces }) => interfaces),
  );
  const [stale] = during.stale ?? [];
  expect(stale?.reason).not.toBe('');
  expect(Date.parse(stale?.since ?? '')).toBeLessThanOrEqual(Date.now());
  await machine.commands(`umount ${path}`);
  await expect.poll(() => staleParts(helper), patient).toEqual([]);
  const br0 = (await snapshot(helper)).bridges.find(({ name }) => name === 'br0');
  expect(br0?.addresses).toEqual(['10.77.0.1/24']);
});

it('reports an engine that hangs', async ({ machine, helper }) => {
  // A socket that accepts connections and never answers.
  machine.start([
    process.execPath,
    '-e',
    "require('net').createServer(() => {}).listen('/run/engine.sock')",
  ]);
  await expect.poll(() => staleParts(helper), patient).toEqual(['docker']);
  const { endpoints, stale } = await snapshot(helper);
  expect(endpoints.map(({ name }) => name)).toEqual(['lan', 'peer', 'web']);
  expect(stale?.[0]?.reason).toContain('does not answer');
});
