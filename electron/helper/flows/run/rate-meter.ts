/** Turns counters that only grow into rates, each measured from one look to the next. */
export class RateMeter {
  #before: ReadonlyMap<string, number> = new Map();
  #at = 0;

  /**
   * @param counters by name; a name that is new is measured from the next look on
   * @param now in milliseconds
   * @returns units a second, by name; undefined at the first look
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
      // A counter that went back belongs to an interface that was made anew.
      return known === undefined || count < known
        ? []
        : [[name, Math.round((count - known) / seconds)] as const];
    });
    return Object.fromEntries(rates);
  }
}
