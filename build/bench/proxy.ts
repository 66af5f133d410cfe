/**
 * Portolan's proxy beside its peers: from the host over 127.0.0.1 to a container, and from another machine by
 * the DNAT rule, each against the direct way. Everything runs in namespaces of its own.
 */
import type { Sandbox } from '../../electron/test/machines/sandbox';
import type { Benchmark } from './benchmark';
import { loads } from './loads';
import { benchMachine } from './machine';
import { median, table } from './statistics';
import { lanWays, loopbackWays, openWays, type Way } from './ways';

export const run: Benchmark = async ({ rounds = 7, runtime }) => {
  const machine = await benchMachine();
  try {
    await openWays(machine, runtime);
    const loopback = new Measurements(loopbackWays);
    const lan = new Measurements(lanWays);
    for (let round = 0; round < rounds; round++) {
      await loopback.round(machine);
      await lan.round(machine);
    }
    console.log(`From the host over 127.0.0.1, medians of ${String(rounds)} interleaved rounds:\n`);
    console.log(loopback.table('Portolan', 'docker-proxy'));
    console.log('\nFrom another machine, by the DNAT rule:\n');
    console.log(lan.table('Portolan', 'direct'));
  } finally {
    await machine.close();
  }
};

/** What was measured on some ways: for each load and way, one number a round. */
class Measurements {
  readonly #ways: readonly Way[];
  readonly #values = new Map<string, number[]>();

  constructor(ways: readonly Way[]) {
    this.#ways = ways;
  }

  /** Measures every load on every way, one way right after the other, since a machine's mood changes. */
  async round(machine: Sandbox): Promise<void> {
    for (const { name, measure } of loads) {
      for (const way of this.#ways) {
        // Connections that the last way had tracked would take the ports that this one needs for its own.
        await machine.run(['conntrack', '--flush']);
        this.#of(name, way.name).push(await measure(machine, way));
      }
    }
  }

  /** One row a load: the medians of all ways, and the ratio of two of them. */
  table(ours: string, peer: string): string {
    return table([
      ['', ...this.#ways.map(({ name }) => name), `${ours} ÷ ${peer}`],
      ...loads.map(({ name, show }) => [
        name,
        ...this.#ways.map((way) => show(median(this.#of(name, way.name)))),
        (median(this.#of(name, ours)) / median(this.#of(name, peer))).toFixed(2),
      ]),
    ]);
  }

  #of(load: string, way: string): number[] {
    const key = `${load}/${way}`;
    const values = this.#values.get(key) ?? [];
    this.#values.set(key, values);
    return values;
  }
}
