import { describe, expect } from 'vitest';
import { machineTest as it } from '../machines/machine-test';
import { cliBundle, SandboxHelper, type Sandbox } from '../machines/sandbox';

const places = ['--socket', '/run/portolan/helper.sock', '--state', '/run/state'];

const ownRules = async (machine: Sandbox) =>
  (await machine.run(['iptables-save'])).stdout
    .split('\n')
    .filter((line) => line.includes('PORTOLAN'));

/** Signals the oldest: a child that it has just forked still has its command line. */
const signalHelper = (machine: Sandbox, signal: string) =>
  machine.run(['pkill', `-${signal}`, '-of', 'portolan.cjs helper']);

const exitOf = async ({ exited, process }: SandboxHelper) => {
  await exited;
  return process.exitCode;
};

/** What a service manager relies on. */
describe('a helper', () => {
  it.for(['TERM', 'INT', 'HUP'])(
    'removes everything on SIG%s, however often it comes, and ends with 0',
    async (signal, { machine, helper }) => {
      await helper.cli('publish', 'web', '2345:8000');
      expect(await ownRules(machine)).not.toEqual([]);
      for (let i = 0; i < 5; i++) await signalHelper(machine, signal);
      expect(await exitOf(helper)).toBe(0);
      expect(await ownRules(machine)).toEqual([]);
    },
  );

  it('leaves no rule behind when it is ended while it starts', async ({ machine }) => {
    const first = await SandboxHelper.start(machine);
    await first.cli('publish', 'web', '2345:8000');
    await first.stop('SIGKILL');
    expect(await ownRules(machine)).not.toEqual([]);
    await machine.run(['rm', '/run/state/lock']);
    const second = machine.start([process.execPath, cliBundle, 'helper', ...places]);
    const exited = new Promise((resolve) => second.once('exit', resolve));
    // It takes this lock before it looks at the kernel.
    const isAtWork = async () => (await machine.run(['ls', '/run/state/lock'])).code === 0;
    await expect.poll(isAtWork, { interval: 5 }).toBe(true);
    await signalHelper(machine, 'TERM');
    expect(await exited).toBe(0);
    expect(await ownRules(machine)).toEqual([]);
  });

  it.for(['/proc/sys', '/run/state'])(
    'removes its rules although nothing can be written to %s, and ends with 1',
    async (place, { machine, helper }) => {
      await helper.cli('publish', 'web', '2345:8000');
      await machine.run(['mount', '--bind', place, place]);
      await machine.run(['mount', '-o', 'remount,bind,ro', place]);
      await signalHelper(machine, 'TERM');
      expect(await exitOf(helper)).toBe(1);
      expect(await ownRules(machine)).toEqual([]);
    },
  );

  it('ends with 1 when it cannot start, so that it is started again', async ({ machine }) => {
    await machine.commands('mkdir -m 777 /run/state');
    const argv = [process.execPath, cliBundle, 'helper', ...places, '--json'];
    const { code, stdout } = await machine.run(argv);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'UNTRUSTED_PATH' } });
  });

  it('sweeps what killed ones left in the folder of the locks, and nothing else', async ({
    machine,
  }) => {
    await machine.commands(`
      mkdir -m 755 /run/portolan
      touch /run/portolan/netns-1.lock /run/portolan/netns-2.lock /run/portolan/notes`);
    const hold = `exec 9<>/run/portolan/netns-2.lock; flock 9; echo held; exec sleep infinity`;
    const holder = await machine.startReady(['sh', '-c', hold]);
    const helper = await SandboxHelper.start(machine);
    const { stdout } = await machine.run(['ls', '/run/portolan']);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining(['helper.sock', 'netns-2.lock', 'notes']),
    );
    expect(stdout).not.toContain('netns-1.lock');
    await helper.stop('SIGTERM');
    holder.kill();
  });
});
