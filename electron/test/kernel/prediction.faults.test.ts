import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Report } from '#shared/model/doctor';
import { generatedMachine, type GeneratedMachine } from '../machines/generated-machines';
import { Sandbox, SandboxHelper } from '../machines/sandbox';

/**
 * How many set-ups are made, and how many of them at once: most of the time goes by waiting for
 * lost packets.
 */
const count = Number(process.env['PORTOLAN_SETUPS'] ?? '200');
const atOnce = 4;
/** Milliseconds; alone on a machine of two cores it takes about four minutes. */
const timeLimit = 1_800_000;
/** The same seed makes the same set-ups; another one looks for what these have not shown. */
const seed = Number(process.env['PORTOLAN_SEED'] ?? '2');
/** The number of one set-up that is to be made alone. */
const only = process.env['PORTOLAN_ONLY'];

/** Waits on sockets given as JSON; datagrams are sent back. Prints a line when all are open. */
const waiter = `
  const sockets = JSON.parse(process.argv[1]);
  Promise.all(sockets.map(({ protocol, address, port }) => new Promise((resolve) => {
    if (protocol === 'tcp') return require('net').createServer().listen(port, address, resolve);
    const socket = require('dgram').createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (text, from) => socket.send(text, from.port, from.address));
    socket.bind(port, address, resolve);
  }))).then(() => console.log('ready'));`;

async function wait(machine: Sandbox, sockets: GeneratedMachine['web'], netns?: string) {
  if (sockets.length === 0) return;
  await machine.startReady([process.execPath, '-e', waiter, JSON.stringify(sockets)], netns);
}

async function shell(machine: Sandbox, lines: readonly string[]): Promise<void> {
  const { code, stderr } = await machine.run(['sh', '-e'], { input: lines.join('\n') });
  if (code !== 0) throw new Error(stderr);
}

/** Makes a machine and returns the doctor's reports on everything that is published there. */
async function reportsOn(made: GeneratedMachine): Promise<readonly Report[]> {
  const machine = await Sandbox.open();
  try {
    await shell(machine, made.before);
    await wait(machine, made.web, 'web');
    await wait(machine, made.host);
    const helper = await SandboxHelper.start(machine);
    // A port that two publications want goes to the first of them.
    for (const line of made.publish) await helper.cli(...line.split(/\s+/));
    await shell(machine, made.after);
    const answer = await helper.cli('doctor');
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer.value['reports'] as readonly Report[];
  } finally {
    await machine.close();
  }
}

interface Outcome {
  readonly compared: number;
  readonly reachable: number;
  readonly problem?: string;
}

async function outcomeOf(made: GeneratedMachine, number: number): Promise<Outcome> {
  try {
    const reports = await reportsOn(made);
    const paths = reports.flatMap((report) => report.paths);
    const compared = paths.filter(
      ({ predicted, observed }) => predicted !== 'untested' && observed !== 'untested',
    );
    const differing = reports.flatMap(({ publication, paths: all }) =>
      all.filter(({ differs }) => differs).map((path) => ({ publication, path })),
    );
    const reachable = compared.filter(({ observed }) => observed === 'reachable').length;
    return {
      compared: compared.length,
      reachable,
      ...(differing.length === 0 ? {} : { problem: describe(number, made, differing) }),
    };
  } catch (error) {
    return { compared: 0, reachable: 0, problem: describe(number, made, String(error)) };
  }
}

/** Makes machines, several at once, and returns the outcome of each by its number. */
async function outcomesOf(
  machines: readonly (readonly [number, GeneratedMachine])[],
  lanes: number,
): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  const queue = machines.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const [number, made] of queue) outcomes.set(number, await outcomeOf(made, number));
    }),
  );
  return outcomes;
}

function describe(number: number, made: GeneratedMachine, found: unknown): string {
  const { before, after, publish, web, host } = made;
  return [
    `set-up ${String(number)} (PORTOLAN_SEED=${String(seed)} PORTOLAN_ONLY=${String(number)})`,
    ...before,
    `# waiting in web: ${JSON.stringify(web)}`,
    `# waiting on the host: ${JSON.stringify(host)}`,
    ...publish.map((line) => `portolan ${line}`),
    ...after,
    JSON.stringify(found, null, 2),
  ].join('\n');
}

it(
  'agrees with real connections on randomly generated machines',
  async () => {
    console.log(`seed ${String(seed)}`);
    const machines = fc.sample(generatedMachine, { seed, numRuns: count });
    const chosen = [...machines.entries()].filter(
      ([i]) => only === undefined || i === Number(only),
    );
    const outcomes = await outcomesOf(chosen, atOnce);
    // On a busy machine an answer may come too late: only what differs again, when nothing else is
    // tried, counts.
    const suspects = chosen.filter(([number]) => outcomes.get(number)?.problem !== undefined);
    const again = await outcomesOf(suspects, 1);
    const sum = (of: (outcome: Outcome) => number) =>
      [...outcomes.values()].reduce((total, outcome) => total + of(outcome), 0);
    const [compared, reachable] = [sum((one) => one.compared), sum((one) => one.reachable)];
    console.log(
      `${String(compared)} paths compared, ${String(reachable)} of them reachable; ${String(suspects.length)} set-ups made twice`,
    );
    const problems = [...again.values()].flatMap(({ problem }) => problem ?? []);
    expect(problems.join('\n\n'), `seed ${String(seed)}`).toBe('');
    if (only !== undefined) return;
    // A run in which hardly anything could be tried, or nothing got through, would prove nothing.
    expect(compared).toBeGreaterThan(chosen.length * 4);
    expect(reachable).toBeGreaterThan(compared / 10);
    expect(reachable).toBeLessThan((compared * 9) / 10);
  },
  timeLimit,
);
