/** Beyond this many different strings the pool starts over. */
const limit = 65_536;

/**
 * Returns one string for all equal ones, so that a table of many connections stores each address
 * once. A part of a longer text would keep all of that text in memory (V8's sliced strings), so the
 * pool stores copies.
 */
export class StringPool {
  readonly #known = new Map<string, string>();

  /** @param text in Latin-1 */
  intern(text: string): string {
    const found = this.#known.get(text);
    if (found !== undefined) return found;
    if (this.#known.size >= limit) this.#known.clear();
    const copy = Buffer.from(text, 'latin1').toString('latin1');
    this.#known.set(copy, copy);
    return copy;
  }
}
