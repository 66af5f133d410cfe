import { expect } from 'vitest';
import { fromLan } from '../machines/bridged-machine';
import { throwOnSignal } from '../machines/kill-hook';
import { machineTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { kernelTraces, SandboxHelper } from '../machines/sandbox';

const it = machineTest.extend('helper', ({ machine }) =>
  SandboxHelper.start(machine, [], throwOnSignal),
);

it('goes on after an error that no code expected, and logs it', async ({ machine, helper }) => {
  await helper.cli('publish', 'web', '2345:8000');
  const pid = String((await helper.cli('status')).value['pid']);
  for (const [signal, text] of [
    ['USR2', String.raw`planted \x1b[31merror`],
    ['WINCH', 'planted rejection'],
  ] as const) {
    await machine.run(['kill', `-${signal}`, pid]);
    await comesWithin(5_000, () => Promise.resolve(helper.log.includes(text)));
  }
  expect(await helper.cli('publish', 'web', '2346:8000')).toMatchObject({ ok: true });
  expect(await fromLan(machine)).toContain('web served');
});

it('ends cleanly and with a failure when such errors do not stop', async ({ machine }) => {
  const before = await kernelTraces(machine);
  const helper = await SandboxHelper.start(machine, [], throwOnSignal);
  await helper.cli('publish', 'web', '2345:8000');
  const pid = String((await helper.cli('status')).value['pid']);
  for (let i = 0; i < 8 && helper.process.exitCode === null; i++) {
    const bugs = helper.log.split('bug (').length;
    await machine.run(['kill', '-USR2', pid]);
    await comesWithin(10_000, () =>
      Promise.resolve(helper.log.split('bug (').length > bugs || helper.process.exitCode !== null),
    );
  }
  await helper.exited;
  expect(helper.process.exitCode).toBe(1);
  expect(await kernelTraces(machine)).toBe(before);
  const again = await SandboxHelper.start(machine);
  expect(await fromLan(machine)).toContain('web served');
  await again.stop('SIGTERM');
});
