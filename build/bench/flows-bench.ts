import { measureLoad, type MeasuredLoad } from '../../electron/test/machines/flow-load';
import type { Benchmark } from './benchmark';
import { table } from './statistics';

/** New connections a second. */
const rates = [1_000, 5_000, 10_000] as const;
const seconds = 10;

/**
 * Measures what it costs to follow new connections that arrive at a published port at a steady
 * rate, and how many of the kernel's events are lost.
 */
export const benchFlows: Benchmark = async ({ rounds = 1 }) => {
  const rows: (readonly string[])[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const rate of rates) rows.push(row(rate, await measureLoad({ rate, seconds })));
  }
  console.log(table([head, ...rows]));
};

const head = [
  'connections a second',
  'sent',
  'seen',
  'never seen',
  'lost events',
  'events a second',
  'helper',
  'conntrack',
  'memory',
];

function row(rate: number, load: MeasuredLoad): readonly string[] {
  const { sent, created, unseen, lostBy, events, processor, memory } = load;
  const lost = (lostBy?.new ?? 0) + (lostBy?.update ?? 0) + (lostBy?.destroy ?? 0);
  const share = (time: number) => `${((100 * time) / load.seconds).toFixed(0)} % CPU`;
  return [
    ...[rate, sent, created, unseen, lost, Math.round(events / load.seconds)].map(String),
    share(processor.helper),
    share(processor.conntrack),
    `${(memory / 2 ** 20).toFixed(0)} MB`,
  ];
}
