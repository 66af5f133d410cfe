import { describe, expect } from 'vitest';
import { connectTo } from '../machines/bridged-machine';
import { machineTest as it } from '../machines/machine-test';
import type { SandboxHelper } from '../machines/sandbox';
import { type Sandbox } from '../machines/sandbox';
import { leftoversOfTraces } from '../machines/trace-machine';
import { TraceRun } from '../machines/trace-run';

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** The living processes that a process has started. Its zombies count as dead. */
async function childrenOf(machine: Sandbox, parent: number): Promise<readonly Process[]> {
  const { stdout } = await machine.run(['ps', '-o', 'pid=,stat=,args=', '--ppid', String(parent)]);
  return [...stdout.matchAll(/^ *(\d+) ([^Z ]\S*) +(.*)$/gm)].map(([, pid, , command = '']) => ({
    pid: Number(pid),
    command,
  }));
}

async function aliveOf(machine: Sandbox, processes: readonly Process[]) {
  const pids = processes.map(({ pid }) => String(pid)).join(',');
  const { stdout } = await machine.run(['ps', '-o', 'stat=,args=', '-p', pids]);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Z'));
}

/** The oldest: a child that it has just forked still has its command line. */
async function helperPid(machine: Sandbox): Promise<number> {
  const { stdout } = await machine.run(['pgrep', '-of', 'portolan.cjs helper']);
  return Number(stdout);
}

/** Ends a helper after its children were stopped: only the kernel can end them then. */
async function killBesideStopped(machine: Sandbox, helper: SandboxHelper, signal: string) {
  const pid = await helperPid(machine);
  const children = await childrenOf(machine, pid);
  await machine.run(['kill', '-STOP', ...children.map((child) => String(child.pid))]);
  await machine.run(['kill', `-${signal}`, String(pid)]);
  await helper.exited;
  return children;
}

describe('what a helper has started', () => {
  it.for(['KILL', 'SEGV', 'ABRT'])(
    'ends with it, also when it ends by SIG%s',
    async (signal, { machine, helper }) => {
      const pid = await helperPid(machine);
      const isWatching = async () => {
        const commands = (await childrenOf(machine, pid)).map(({ command }) => command);
        return commands.some((command) => command.includes('-oneline monitor'));
      };
      await expect.poll(isWatching).toBe(true);
      const children = await killBesideStopped(machine, helper, signal);
      await expect.poll(() => aliveOf(machine, children)).toEqual([]);
    },
  );

  it('ends with it while it follows flows, traces packets and probes', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    // Nothing answers from outside, so that a probe takes its time.
    await machine.commands('iptables -I FORWARD -i up0 -j DROP');
    const flows = helper.cli('flows', '--follow').catch(() => null);
    const trace = await TraceRun.start(machine, '2345');
    const doctor = helper.cli('doctor', '2345').catch(() => null);
    const pid = await helperPid(machine);
    const wanted = [/ip .*monitor/, /conntrack -E/, /nft -i/, /nft .*monitor/, /helper.cjs probe/];
    const missing = async () => {
      const children = await childrenOf(machine, pid);
      return wanted.filter((one) => !children.some(({ command }) => one.test(command)));
    };
    await expect.poll(missing, { interval: 20, timeout: 20_000 }).toEqual([]);
    const children = await killBesideStopped(machine, helper, 'KILL');
    await expect.poll(() => aliveOf(machine, children)).toEqual([]);
    await expect.poll(() => leftoversOfTraces(machine)).toEqual([]);
    const testWires = async () =>
      (await machine.run(['ip', '-brief', 'link'])).stdout
        .split('\n')
        .filter((line) => line.startsWith('ptlprobe'));
    await expect.poll(testWires).toEqual([]);
    await Promise.all([flows, doctor, trace.result()]);
    expect(await connectTo('http://10.77.0.2:8000')(machine)).toContain('web served');
  });
});
