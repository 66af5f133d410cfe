import type { RelayedEnds } from './relayed-ends';

/** Number of the newest connections to remember, for observers that start after they ended. */
const remembered = 512;
/** Maximum per second: reading the ends of sockets takes time that a busy proxy lacks. */
const rememberedASecond = 200;

/**
 * Reports relayed connections to observers. Without observers, it records only a few of the newest.
 */
export class RelayWatch {
  readonly #listeners = new Set<(ends: RelayedEnds) => void>();
  readonly #newest: RelayedEnds[] = [];
  #second = 0;
  #inSecond = 0;

  /** Whether a new connection should be reported. */
  get wanted(): boolean {
    if (this.#listeners.size > 0) return true;
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) [this.#second, this.#inSecond] = [second, 0];
    this.#inSecond += 1;
    return this.#inSecond <= rememberedASecond;
  }

  /** The newest connections, including closed ones. */
  get newest(): readonly RelayedEnds[] {
    return this.#newest;
  }

  /** @returns stops observing */
  follow(listener: (ends: RelayedEnds) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  report(ends: RelayedEnds | null): void {
    if (ends === null) return;
    if (this.#newest.length >= remembered) this.#newest.shift();
    this.#newest.push(ends);
    for (const listener of this.#listeners) listener(ends);
  }
}
