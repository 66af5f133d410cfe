/** Turns counters that only grow into rates, each measured from one reading to the next. */
export class RateMeter {
  #before: ReadonlyMap<string, number> = new Map();
  #at = 0;

  /**
   * @param counters by name; a new name is measured from the next reading on
   * @param now in milliseconds
   * @returns units per second, by name; undefined at the first reading
   */
  measure(
    counters: ReadonlyMap<string, number>,
    now: number,
  ): Readonly<Record<string, number>> | undefined {
    const seconds = (now - this.#at) / 1000;
    const first = this.#at === 0;
    const before = this.#before;
    this.#before = new Map(counters);
    this.#at = now;
    if (first || seconds <= 0) return undefined;
    const rates = [...counters].flatMap(([name, count]) => {
      const known = before.get(name);
      // A counter that went down belongs to an interface that was created again.
      return known === undefined || count < known
        ? []
        : [[name, Math.round((count - known) / seconds)] as const];
    });
    return Object.fromEntries(rates);
  }
}

/** Bytes per second by name; absent when there is no new measurement. */
export interface ReportedRates {
  readonly wires?: Readonly<Record<string, number>>;
  readonly publications?: Readonly<Record<string, number>>;
}

/** The rates of wires and publications, until a report takes them. */
export class FlowRates {
  readonly #wires = new RateMeter();
  readonly #publications = new RateMeter();
  readonly #bytes = new Map<string, number>();
  #rates: ReportedRates = {};

  /** Adds bytes that a flow of a publication transferred. */
  count(publication: string, bytes: number): void {
    this.#bytes.set(publication, (this.#bytes.get(publication) ?? 0) + bytes);
  }

  measurePublications(now: number): void {
    const publications = this.#publications.measure(this.#bytes, now);
    if (publications !== undefined) this.#rates = { ...this.#rates, publications };
  }

  /** @param counters bytes by interface, both directions together */
  measureWires(counters: ReadonlyMap<string, number>, now: number): void {
    const wires = this.#wires.measure(counters, now);
    if (wires !== undefined) this.#rates = { ...this.#rates, wires };
  }

  /** Returns what was measured since the last call. */
  take(): ReportedRates {
    const rates = this.#rates;
    this.#rates = {};
    return rates;
  }
}
