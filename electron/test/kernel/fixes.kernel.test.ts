import { describe, expect } from 'vitest';
import type { Report } from '#shared/model/doctor';
import type { Publication } from '#shared/model/publication';
import { publishedByHand } from '../machines/faults';
import { killAt } from '../machines/kill-hook';
import { machineTest as it } from '../machines/machine-test';
import { fromLan } from '../machines/bridged-machine';
import { SandboxHelper, type Sandbox } from '../machines/sandbox';

async function rules(machine: Sandbox): Promise<readonly string[]> {
  const { stdout } = await machine.run(['iptables-save']);
  const lines = stdout.split('\n').filter((line) => /^[-:]/.test(line));
  return lines.map((line) => line.replace(/ \[\d+:\d+\]$/, ''));
}

const fixRules = async (machine: Sandbox) =>
  (await rules(machine)).filter((line) => line.includes('portolan:fix'));

async function report(helper: SandboxHelper): Promise<Report | undefined> {
  const { value } = await helper.cli('doctor', '2345', '--no-observe');
  return (value['reports'] as readonly Report[])[0];
}

describe('a fix', () => {
  it.beforeEach(({ machine }) => machine.commands(`${publishedByHand}\n iptables -P FORWARD DROP`));

  it('is remembered by the next helper after a kill, which undoes it', async ({ machine }) => {
    const first = await SandboxHelper.start(machine);
    const { value } = await first.cli('doctor', '2345', '--fix', 'lan');
    expect(await fromLan(machine)).toMatch(/^web/);
    await first.stop('SIGKILL');

    const second = await SandboxHelper.start(machine);
    expect(await fromLan(machine)).toMatch(/^web/);
    expect((await report(second))?.fixes).toMatchObject([{ id: value['fix'] }]);
    const undone = await second.cli('doctor', '--undo', String(value['fix']));
    expect(undone).toMatchObject({ ok: true });
    expect(await fixRules(machine)).toEqual([]);
    expect(await fromLan(machine)).toBeNull();
    expect((await report(second))?.fixes).toBeUndefined();
    const again = await second.cli('doctor', '--undo', String(value['fix']));
    expect(again).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  });

  it('is complete or absent, wherever the helper was killed', async ({ machine }) => {
    const before = await rules(machine);
    const seen = new Set<number>();
    for (const when of ['before', 'after']) {
      for (let number = 1; number < 12; number++) {
        const hook = killAt(`${when}:${String(number)}`);
        const killed = await SandboxHelper.start(machine, [], hook).catch(() => null);
        if (killed === null) continue;
        const answer = await killed.cli('doctor', '2345', '--fix', 'lan');
        if (answer.ok) await killed.stop('SIGKILL');
        else await killed.exited;
        const next = await SandboxHelper.start(machine);
        const count = (await fixRules(machine)).length;
        seen.add(count);
        const kept = (await report(next))?.fixes ?? [];
        expect(kept).toHaveLength(count === 0 ? 0 : 1);
        expect([0, 2]).toContain(count);
        for (const { id } of kept) await next.cli('doctor', '--undo', id);
        expect(await rules(machine)).toEqual(before);
        await next.stop('SIGTERM');
        if (answer.ok) break;
      }
    }
    expect(seen).toContain(0);
  }, 400_000);

  it('is undone when the helper ends cleanly', async ({ machine }) => {
    const before = await rules(machine);
    const helper = await SandboxHelper.start(machine);
    await helper.cli('doctor', '2345', '--fix', 'lan');
    expect(await fixRules(machine)).toHaveLength(2);
    await helper.stop('SIGTERM');
    expect(await rules(machine)).toEqual(before);
  });
});

describe('a part of a publication', () => {
  const published = async (helper: SandboxHelper) => {
    const { value } = await helper.cli('ls');
    return (value['publications'] as readonly Publication[])[0];
  };

  it('stays off when the helper is killed, and comes back with one command', async ({
    machine,
  }) => {
    const first = await SandboxHelper.start(machine);
    await first.cli('publish', 'web', '2345:8000');
    const whole = await rules(machine);
    const dry = await first.cli('adjust', '2345', '--no-dnat', '--no-proxy', '--dry-run');
    expect(dry).toMatchObject({ ok: true, value: { publication: { dnat: false, proxy: false } } });
    expect(await rules(machine)).toEqual(whole);
    expect(await fromLan(machine)).toMatch(/^web/);

    const off = await first.cli('adjust', '2345', '--no-dnat', '--no-proxy');
    expect(off).toMatchObject({ ok: true, value: { commands: dry.value['commands'] } });
    expect(await fromLan(machine)).toBeNull();
    await first.stop('SIGKILL');
    const second = await SandboxHelper.start(machine);
    expect(await published(second)).toMatchObject({
      dnat: false,
      proxy: false,
      forward: true,
      state: 'degraded',
      reason: expect.stringContaining('switched off') as string,
    });
    expect(await fromLan(machine)).toBeNull();
    const taken = await second.cli('publish', 'peer', '2345:8000');
    expect(taken).toMatchObject({ ok: false, error: { code: 'PORT_IN_USE' } });

    expect(await second.cli('adjust', '2345', '--dnat', '--proxy')).toMatchObject({ ok: true });
    expect(await rules(machine)).toEqual(whole);
    expect(await fromLan(machine)).toMatch(/^web/);
    expect(await machine.fetch('http://127.0.0.1:2345')).toMatch(/^web/);
  });

  it('is refused where there is none of Portolan’s, and changes nothing', async ({ machine }) => {
    await machine.commands(publishedByHand);
    const helper = await SandboxHelper.start(machine);
    const before = await rules(machine);
    const refusals = [
      [['other:tcp-0.0.0.0-2345', '--no-dnat'], 'NOT_OURS'],
      [['2345', '--no-dnat'], 'NOT_OURS'],
      [['2399', '--no-dnat'], 'NO_SUCH_PUBLICATION'],
    ] as const;
    for (const [args, code] of refusals) {
      expect(await helper.cli('adjust', ...args)).toMatchObject({ ok: false, error: { code } });
    }
    expect(await rules(machine)).toEqual(before);
  });
});
