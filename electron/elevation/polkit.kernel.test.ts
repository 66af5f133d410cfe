import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { describe, expect } from 'vitest';
import { electronExecutable } from '../../build/setup/electron-runtime.mjs';
import { nodeBundle } from '../../build/vite/node-bundle';
import { sharedMachineTest } from '../test/machines/machine-test';
import {
  PolkitMachine,
  socket,
  type StartedByUser,
  type StartOptions,
  type User,
} from '../test/machines/polkit-machine';
import type { StartReport } from '../test/machines/start-computer';

const checkout = join(import.meta.dirname, '../..');
/** Bundles the starter into one file, so that a user without access to the checkout can run it. */
async function bundleStarter(folder: string): Promise<string> {
  const bundle = {
    name: 'starter',
    entry: 'electron/test/machines/start-computer.ts',
    output: 'starter.cjs',
  };
  const config = nodeBundle(checkout, bundle, '0.0.0-test');
  await build({ ...config, build: { ...config.build, outDir: folder, sourcemap: false } });
  return join(folder, bundle.output);
}

/** Writes down the user of each Node that runs it. */
const evil = `require('node:fs').appendFileSync('/run/app/ran', process.getuid() + '\\n')`;

/** What one user started on a machine with polkit. */
class Start {
  readonly #polkit: PolkitMachine;
  #started: StartedByUser | null = null;

  constructor(polkit: PolkitMachine) {
    this.#polkit = polkit;
  }

  async as(user: User, options?: StartOptions): Promise<StartReport> {
    this.#started = await this.#polkit.startAs(user, options);
    return this.#started.report;
  }

  async end(): Promise<void> {
    await this.#started?.end();
    this.#started = null;
  }

  /** Ends what was started and expects that nothing of it remains. */
  async expectNothingLeft(): Promise<void> {
    await this.end();
    expect(await this.#polkit.untilQuiet()).toEqual([]);
    expect((await this.#polkit.sandbox.run(['ls', socket])).code).not.toBe(0);
  }
}

const it = sharedMachineTest(async (closeAtEnd) => {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
  closeAtEnd({ close: () => rm(folder, { recursive: true, force: true }) });
  const polkit = closeAtEnd(await PolkitMachine.open(await bundleStarter(folder)));
  return { polkit, machine: polkit.sandbox };
})
  .extend('polkit', ({ prepared }) => prepared.polkit)
  .extend('start', ({ polkit }, { onCleanup }) => {
    const start = new Start(polkit);
    onCleanup(() => start.end());
    return start;
  });

describe('launchComputer through polkit', () => {
  it('starts a helper as root for a user whom polkit authorises', async ({ polkit, start }) => {
    const report = await start.as('granted');
    expect(report).toMatchObject({
      error: null,
      status: { world: 'computer' },
      socket: { uid: polkit.uid('granted'), mode: 0o600 },
    });
    expect(await polkit.uidOf(report.status?.pid)).toBe(0);
    // Another user cannot reach it.
    const other = await polkit.runAs('refused', ['curl', '--unix-socket', socket, 'http://helper']);
    expect(other.code).not.toBe(0);
    await start.expectNothingLeft();
  });

  it('ends the helper when its starter is killed', async ({ polkit, machine, start }) => {
    expect((await start.as('granted')).error).toBeNull();
    await machine.run([
      'pkill',
      '-KILL',
      '-u',
      String(polkit.uid('granted')),
      '-f',
      '^/run/app/node',
    ]);
    await start.expectNothingLeft();
  });

  it('also runs under Electron’s Node, which an environment variable selects', async ({
    polkit,
    start,
    skip,
  }) => {
    const electron = electronExecutable(checkout);
    skip(electron === null, 'there is no Electron');
    await polkit.show(dirname(electron ?? ''), '/run/app/electron');
    const report = await start.as('granted', {
      node: '/run/app/electron/electron',
      env: ['ELECTRON_RUN_AS_NODE=1'],
    });
    expect(report).toMatchObject({ error: null, status: { world: 'computer' } });
    expect(await polkit.uidOf(report.status?.pid)).toBe(0);
    await start.expectNothingLeft();
  });

  it('gives the helper nothing of the user’s environment', async ({ polkit, machine, start }) => {
    await machine.run(['tee', '/run/app/evil.cjs'], { input: evil });
    await machine.run(['tee', '/run/app/ran'], { input: '' });
    await machine.commands('chmod 666 /run/app/ran');
    const env = ['NODE_OPTIONS=--require=/run/app/evil.cjs', 'NODE_PATH=/run/app', 'HOME=/run/app'];
    const { status } = await start.as('granted', { env });
    const helper = String(status?.pid);
    expect((await machine.run(['cat', '/run/app/ran'])).stdout).toMatch(
      new RegExp(`^(${String(polkit.uid('granted'))}\n)+$`),
    );
    const { stdout } = await machine.run(['cat', `/proc/${helper}/environ`]);
    expect(stdout.split('\0').map((variable) => variable.split('=')[0])).toEqual([
      'PATH',
      'PORTOLAN_STARTED_OVER',
      '',
    ]);
    expect((await machine.run(['cat', `/proc/${helper}/status`])).stdout).toMatch(
      /^NoNewPrivs:\s1$/m,
    );
    await start.expectNothingLeft();
  });

  it('reaches the helper when the user’s umask denies access to others', async ({
    machine,
    start,
  }) => {
    await machine.commands('rm -rf /run/portolan');
    expect(await start.as('granted', { umask: '077' })).toMatchObject({ error: null });
    await start.expectNothingLeft();
  });

  it('starts the helper for a user whose shell is not in /etc/shells', async ({ start }) => {
    expect(await start.as('granted', { env: ['SHELL=/opt/own/shell'] })).toMatchObject({
      error: null,
    });
    await start.expectNothingLeft();
  });

  it('reports the error of a helper that ended before it answered', async ({ machine, start }) => {
    await machine.commands(`
      rm -rf /run/portolan
      mkdir -p ${socket}
    `);
    const { error } = await start.as('granted');
    expect(error).toMatchObject({ code: 'COMMAND_FAILED' });
    expect(error?.message).toContain('is not a socket');
    await machine.commands('rm -rf /run/portolan');
    await start.expectNothingLeft();
  });

  it('returns PERMISSION_DENIED to a user whom polkit refuses', async ({ start }) => {
    const report = await start.as('refused');
    expect(report).toMatchObject({ error: { code: 'PERMISSION_DENIED' }, socket: null });
    // Well before the limit for the user's consent.
    expect(report.took).toBeLessThan(20_000);
    await start.expectNothingLeft();
  });

  it('explains that no polkit agent can ask for the password', async ({ start }) => {
    const { error } = await start.as('asked');
    expect(error?.code).toBe('PERMISSION_DENIED');
    expect(error?.message).toContain('no polkit agent');
    await start.expectNothingLeft();
  });

  it('explains that polkit does not run', async ({ polkit, start }) => {
    await polkit.stopPolkit();
    const { error } = await start.as('granted');
    expect(error?.code).toBe('PERMISSION_DENIED');
    expect(error?.message).toContain('polkit does not run');
    await start.expectNothingLeft();
  });
});
