import { setTimeout as delay } from 'node:timers/promises';
import type { HelperEvent } from '../../shared/contract/helper';
import { connectHelper } from '../../electron/transport/helper-connection';
import type { Sandbox } from '../../electron/test/machines/sandbox';
import type { Benchmark } from './benchmark';
import { BenchHelper, benchSocket } from './bench-helper';
import { manyNamespaces } from './many-namespaces';
import { median, table } from './statistics';
import { toEnglish } from '#shared/messages/message';

const containers = 500;
const bridges = 20;
/** How often each kind of event is triggered. */
const repeats = 15;
/** How long the helper is measured while nothing happens, in milliseconds. */
const idleTime = 15_000;

/**
 * Measures what it costs to watch a machine with hundreds of containers: the time until the first
 * snapshot, the time from an event to its diff, the size of diffs, and processor time while idle.
 */
export const benchSnapshot: Benchmark = async ({ rounds = 3, runtime }) => {
  const { machine } = await manyNamespaces(containers, bridges);
  try {
    const bare = await bareReading(machine);
    const starts: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const helper = await BenchHelper.start(machine, runtime);
      starts.push(performance.now() - start);
      if (round < rounds - 1) await helper.stop();
      else await measureRunning(machine, helper);
    }
    console.log(
      `\nFirst snapshot of ${String(containers)} containers on ${String(bridges)} bridges, including the helper's own start:\n`,
    );
    console.log(
      table([
        ['', 'median', 'slowest'],
        ['helper', seconds(median(starts)), seconds(Math.max(...starts))],
        ['ip, namespace by namespace', seconds(bare), ''],
        ['ratio', (median(starts) / bare).toFixed(2), ''],
      ]),
    );
  } finally {
    await machine.close();
  }
};

/** The time in which plain iproute2 reads links and addresses of every namespace, one by one. */
async function bareReading(machine: Sandbox): Promise<number> {
  const loop = 'for f in /run/netns/*; do ip -n ${f##*/} -json -details address show; done';
  const start = performance.now();
  await machine.run(['sh', '-c', `${loop} >/dev/null`]);
  return performance.now() - start;
}

interface Kind {
  readonly name: string;
  /** The command line of the n-th repeat. */
  readonly command: (n: number) => string;
}

const kinds: readonly Kind[] = [
  {
    name: 'an address in a container',
    command: (n) => `ip -n c${String(n)} address add 172.31.0.${String(n + 1)}/32 dev eth0`,
  },
  {
    name: 'a wire of the host',
    command: (n) => `ip link set v-c${String(n)} down`,
  },
  { name: 'a new namespace', command: (n) => `ip netns add new${String(n)}` },
  {
    name: 'a listener in a container',
    command: (n) => `nsenter --net=/run/netns/c${String(n)} busybox httpd -p 9000`,
  },
];

async function measureRunning(machine: Sandbox, helper: BenchHelper): Promise<void> {
  const events: { readonly at: number; readonly bytes: number }[] = [];
  const connected = await connectHelper(machine.outsidePath(benchSocket), (event: HelperEvent) =>
    events.push({ at: performance.now(), bytes: JSON.stringify(event).length }),
  );
  if (!connected.ok) throw new Error(toEnglish(connected.error.message));
  const first = await connected.value.call.subscribe({});
  if (!first.ok) throw new Error(toEnglish(first.error.message));
  const seen = first.value.endpoints.filter(({ listeners }) => listeners.length > 0).length;
  const size = JSON.stringify(first.value).length;
  await delay(3_000);

  const idle = await helper.processorShare(idleTime);
  const rows: string[][] = [];
  for (const { name, command } of kinds) {
    const times: number[] = [];
    const sizes: number[] = [];
    for (let n = 0; n < repeats; n++) {
      await delay(250 + 40 * n);
      events.length = 0;
      const start = performance.now();
      await machine.run(command(n).split(' '));
      while (events.length === 0 && performance.now() - start < 5_000) await delay(1);
      times.push((events[0]?.at ?? Infinity) - start);
      sizes.push(events[0]?.bytes ?? 0);
    }
    rows.push([
      name,
      milliseconds(median(times)),
      milliseconds(Math.max(...times)),
      `${String(median(sizes))} B`,
    ]);
  }
  connected.value.close();
  console.log(`${String(seen)} containers listen; the snapshot is ${kilobytes(size)}.\n`);
  console.log(table([['from the command to the diff', 'median', 'slowest', 'diff'], ...rows]));
  console.log(`\nWhile nothing happens: ${(idle * 100).toFixed(1)} % of a core.`);
  console.log(`Memory: ${((await helper.memory()) / 2 ** 20).toFixed(0)} MB.`);
}

const seconds = (time: number) => `${(time / 1e3).toFixed(2)} s`;
const milliseconds = (time: number) => `${time.toFixed(0)} ms`;
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
