/**
 * npm run bench [-- NAME…] [--rounds N] [--runtime PATH]: measures the numbers in
 * build/docs/benchmarks.md. Without a name it runs all benchmarks. Each compares with a peer in the
 * same run where there is one: absolute numbers differ between machines, ratios less so.
 */
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark';

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  click: async () => (await import('./click-bench')).benchClick,
  flows: async () => (await import('./flows-bench')).benchFlows,
  proxy: async () => (await import('./proxy-bench')).benchProxy,
  scale: async () => (await import('./scale-bench')).benchScale,
  snapshot: async () => (await import('./snapshot-bench')).benchSnapshot,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    runtime: { type: 'string', default: process.execPath },
  },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0 || !/^([1-9][0-9]{0,2})?$/.test(values.rounds ?? '')) {
  console.error(
    `usage: npm run bench -- [${Object.keys(benchmarks).join('|')}]… [--rounds 1-999] [--runtime PATH]`,
  );
  process.exit(2);
}
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
for (const [name, load] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const benchmark = await load();
  await benchmark({ runtime: values.runtime, rounds });
}
