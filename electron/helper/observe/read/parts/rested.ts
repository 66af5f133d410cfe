import type { Result } from '#shared/result/result';

/**
 * How long to rest after a reading that failed: so many times what it took, at most so many
 * milliseconds.
 */
const rest = { factor: 2, longest: 20_000 } as const;

/**
 * Rests after a reading that failed, and repeats its error meanwhile. For readings that may keep a
 * processor busy in vain: the kernel takes more than a minute to list 200,000 rules of iptables-nft,
 * since that time grows with the square of their number.
 */
export class Rested<T> {
  #until = -Infinity;
  #failed: Result<T> | null = null;

  async read(reader: () => Promise<Result<T>>): Promise<Result<T>> {
    const started = performance.now();
    if (this.#failed !== null && started < this.#until) return this.#failed;
    const result = await reader();
    const now = performance.now();
    this.#failed = result.ok ? null : result;
    this.#until = now + Math.min(rest.factor * (now - started), rest.longest);
    return result;
  }
}
