import type { Sandbox } from '../../electron/test/machines/sandbox';
import type { Benchmark } from './benchmark';
import { loads } from './loads';
import { benchMachine } from './bench-machine';
import { median, table } from './statistics';
import { lanContenders, loopbackContenders, startContenders, type Contender } from './contenders';

/**
 * Compares Portolan's proxy with its peers, from the host over 127.0.0.1 to a container, and its
 * DNAT rule with direct routing, from another machine. Everything runs in its own namespaces.
 */
export const benchProxy: Benchmark = async ({ rounds = 7, runtime }) => {
  const machine = await benchMachine();
  try {
    await startContenders(machine, runtime);
    const loopback = new Measurements(loopbackContenders);
    const lan = new Measurements(lanContenders);
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

/** Results for a set of contenders: one number per round for each load and contender. */
class Measurements {
  readonly #contenders: readonly Contender[];
  readonly #values = new Map<string, number[]>();

  constructor(contenders: readonly Contender[]) {
    this.#contenders = contenders;
  }

  /** Measures every load with every contender in turn, since a machine's speed drifts. */
  async round(machine: Sandbox): Promise<void> {
    for (const { name, measure } of loads) {
      for (const contender of this.#contenders) {
        // Connections still tracked from the last contender would take ports that this one needs.
        await machine.run(['conntrack', '--flush']);
        this.#of(name, contender.name).push(await measure(machine, contender));
      }
    }
  }

  /** One row per load: the medians of all contenders, and the ratio of two of them. */
  table(ours: string, peer: string): string {
    return table([
      ['', ...this.#contenders.map(({ name }) => name), `${ours} ÷ ${peer}`],
      ...loads.map(({ name, show }) => [
        name,
        ...this.#contenders.map((contender) => show(median(this.#of(name, contender.name)))),
        (median(this.#of(name, ours)) / median(this.#of(name, peer))).toFixed(2),
      ]),
    ]);
  }

  #of(load: string, contender: string): number[] {
    const key = `${load}/${contender}`;
    const values = this.#values.get(key) ?? [];
    this.#values.set(key, values);
    return values;
  }
}
