import type { Hop } from '#shared/model/trace';
import { bridgedMachine, giveIpv6, SandboxHelper, type Sandbox } from './sandbox';
import { TraceRun, type RanTrace } from './trace-run';

/** A machine where port 2345 leads to the container `web`, nothing else is forwarded, and both families are there. */
export async function traceMachine(): Promise<{ machine: Sandbox; helper: SandboxHelper }> {
  const machine = await bridgedMachine();
  await machine.commands('iptables -P FORWARD DROP');
  await giveIpv6(machine);
  const helper = await SandboxHelper.start(machine);
  await helper.cli('publish', 'web', '2345:8000');
  return { machine, helper };
}

/** Traces while something is done. */
export async function traceOf(
  machine: Sandbox,
  args: readonly string[],
  action: () => Promise<unknown>,
): Promise<RanTrace> {
  const run = await TraceRun.start(machine, ...args);
  await action();
  return run.result();
}

/** A hop as a line; the names of our own tables without their numbers. */
export const brief = ({ namespace, table, chain, verdict }: Hop) =>
  `${namespace} ${table.replace(/-trace-.*/, '')} ${chain} ${verdict}`;

/** The hops of a packet that arrives in the container `web`. */
export const intoWeb = ['netns:web portolan prerouting accept', 'netns:web portolan input accept'];

/** Tables and processes of a trace, on the host and inside the container, and interfaces of test clients. */
export async function leftoversOfTraces(machine: Sandbox): Promise<readonly string[]> {
  const commands: readonly (readonly string[])[] = [
    ['nft', 'list', 'tables'],
    ['nsenter', '--net=/run/netns/web', '--', 'nft', 'list', 'tables'],
    ['nsenter', '--net=/run/netns/peer', '--', 'nft', 'list', 'tables'],
    ['ps', '-eo', 'stat,args'],
    ['ip', '-br', 'link'],
  ];
  const texts = await Promise.all(commands.map((argv) => machine.run(argv)));
  return texts
    .flatMap(({ stdout }) => stdout.split('\n'))
    .filter((line) => /portolan-trace|nft -i|nft .*monitor|ptlprobe/.test(line))
    .filter((line) => !line.startsWith('Z'));
}
