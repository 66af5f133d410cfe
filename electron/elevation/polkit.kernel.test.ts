import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { electronExecutable } from '../../build/setup/electron-runtime.mjs';
import { nodeBundle } from '../../build/vite/node-bundle';
import {
  PolkitMachine,
  socket,
  type StartedByUser,
  type StartOptions,
  type User,
} from '../test/machines/polkit-machine';
import type { StartReport } from '../test/machines/start-computer';

const checkout = join(import.meta.dirname, '../..');
let folder = '';
let opened: PolkitMachine | string;
let machine: PolkitMachine;
let started: StartedByUser | null = null;

/** Bundles the starter into one file, so that a user without access to the checkout can run it. */
async function bundleStarter(): Promise<string> {
  const bundle = {
    name: 'starter',
    entry: 'electron/e2e/start-computer.ts',
    output: 'starter.cjs',
  };
  const config = nodeBundle(checkout, bundle, '0.0.0-test');
  await build({ ...config, build: { ...config.build, outDir: folder, sourcemap: false } });
  return join(folder, bundle.output);
}

async function startAs(user: User, options?: StartOptions): Promise<StartReport> {
  started = await machine.startAs(user, options);
  return started.report;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
  opened = await PolkitMachine.open(await bundleStarter());
  if (typeof opened !== 'string') machine = opened;
});
afterEach(async () => {
  await started?.end();
  started = null;
});
afterAll(async () => {
  if (typeof opened !== 'string') await machine.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach((context) => {
  context.skip(typeof opened === 'string', typeof opened === 'string' ? opened : '');
});

async function expectNothingLeft(): Promise<void> {
  await started?.end();
  expect(await machine.untilQuiet()).toEqual([]);
  expect((await machine.sandbox.run(['ls', socket])).code).not.toBe(0);
}

describe('launchComputer through polkit', () => {
  it('starts a helper as root for a user whom polkit authorises', async () => {
    const report = await startAs('granted');
    expect(report).toMatchObject({
      error: null,
      status: { world: 'computer' },
      socket: { uid: machine.uid('granted'), mode: 0o600 },
    });
    expect(await machine.uidOf(report.status?.pid)).toBe(0);
    // Another user cannot reach it.
    const other = await machine.runAs('refused', [
      'curl',
      '--unix-socket',
      socket,
      'http://helper',
    ]);
    expect(other.code).not.toBe(0);
    await expectNothingLeft();
  });

  it('ends the helper when its starter is killed', async () => {
    expect((await startAs('granted')).error).toBeNull();
    await machine.sandbox.run([
      'pkill',
      '-KILL',
      '-u',
      String(machine.uid('granted')),
      '-f',
      '^/run/app/node',
    ]);
    await expectNothingLeft();
  });

  it('also runs under Electron’s Node, which an environment variable selects', async (context) => {
    const electron = electronExecutable(checkout);
    context.skip(electron === null, 'there is no Electron');
    await machine.show(dirname(electron ?? ''), '/run/app/electron');
    const report = await startAs('granted', {
      node: '/run/app/electron/electron',
      env: ['ELECTRON_RUN_AS_NODE=1'],
    });
    expect(report).toMatchObject({ error: null, status: { world: 'computer' } });
    expect(await machine.uidOf(report.status?.pid)).toBe(0);
    await expectNothingLeft();
  });

  it('reaches the helper when the user’s umask denies access to others', async () => {
    await machine.sandbox.commands('rm -rf /run/portolan');
    expect(await startAs('granted', { umask: '077' })).toMatchObject({ error: null });
    await expectNothingLeft();
  });

  it('starts the helper for a user whose shell is not in /etc/shells', async () => {
    expect(await startAs('granted', { env: ['SHELL=/opt/own/shell'] })).toMatchObject({
      error: null,
    });
    await expectNothingLeft();
  });

  it('reports the error of a helper that ended before it answered', async () => {
    await machine.sandbox.commands(`
      rm -rf /run/portolan
      mkdir -p ${socket}
    `);
    const { error } = await startAs('granted');
    expect(error).toMatchObject({ code: 'COMMAND_FAILED' });
    expect(error?.message).toContain('is not a socket');
    await machine.sandbox.commands('rm -rf /run/portolan');
    await expectNothingLeft();
  });

  it('returns PERMISSION_DENIED to a user whom polkit refuses', async () => {
    const report = await startAs('refused');
    expect(report).toMatchObject({ error: { code: 'PERMISSION_DENIED' }, socket: null });
    // Well before the limit for the user's consent.
    expect(report.took).toBeLessThan(20_000);
    await expectNothingLeft();
  });

  it('explains that no polkit agent can ask for the password', async () => {
    const { error } = await startAs('asked');
    expect(error?.code).toBe('PERMISSION_DENIED');
    expect(error?.message).toContain('no polkit agent');
    await expectNothingLeft();
  });

  it('explains that polkit does not run', async () => {
    await machine.stopPolkit();
    const { error } = await startAs('granted');
    expect(error?.code).toBe('PERMISSION_DENIED');
    expect(error?.message).toContain('polkit does not run');
    await expectNothingLeft();
  });
});
