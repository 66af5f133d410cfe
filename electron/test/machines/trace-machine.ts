import type { Hop } from '#shared/model/trace';
import { machineTest } from './machine-test';
import { giveIpv6 } from './bridged-machine';
import type { Sandbox } from './sandbox';
import { TraceRun, type RanTrace } from './trace-run';

/**
 * A test on a machine that publishes port 2345 for the container `web`, forwards nothing else, and
 * has both address families.
 */
export const traceTest = machineTest
  .extend('machine', async ({ machine }) => {
    await machine.commands('iptables -P FORWARD DROP');
    await giveIpv6(machine);
    return machine;
  })
  .extend('published', { auto: true }, ({ helper }) => helper.cli('publish', 'web', '2345:8000'));

/** Traces while `action` runs. */
export async function traceOf(
  machine: Sandbox,
  args: readonly string[],
  action: (machine: Sandbox) => Promise<unknown>,
): Promise<RanTrace> {
  const run = await TraceRun.start(machine, ...args);
  await action(machine);
  return run.result();
}

/** A hop as a line; the names of our own tables without their numbers. */
export const brief = ({ namespace, table, chain, verdict }: Hop) =>
  `${namespace} ${table.replace(/-trace-.*/, '')} ${chain} ${verdict}`;

/** The hops of a packet that arrives in the container `web`. */
export const intoWeb = ['netns:web portolan prerouting accept', 'netns:web portolan input accept'];

/**
 * Tables and processes of a trace, on the host and inside the container, and interfaces of test
 * clients.
 */
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
