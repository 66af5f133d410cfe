/**
 * After a run that took that long, the next one waits for so many times that, at most the longest
 * time. In milliseconds.
 */
const slow = { from: 500, factor: 2, longest: 2_000 } as const;

/**
 * Runs a task at a fixed interval, and earlier on request, but never twice at the same time. After
 * each run it rests for as long as that took, after a slow one for longer: requests without end, such
 * as the events of a container that changes its interfaces in a loop, leave time for everything else.
 */
export class Poller {
  readonly #interval: number;
  readonly #task: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
  #busy = false;
  #stopped = false;
  #restUntil = 0;

  /** @param interval from the end of one run to the start of the next, in milliseconds */
  constructor(interval: number, task: () => Promise<void>) {
    this.#interval = interval;
    this.#task = task;
    this.within(interval);
  }

  /** Requests a run within `delay` milliseconds; during a run, another one after it. */
  within(delay: number): void {
    const now = performance.now();
    const at = Math.max(now + delay, this.#restUntil);
    if (this.#stopped || at >= this.#due) return;
    this.#due = at;
    clearTimeout(this.#timer);
    if (!this.#busy) this.#timer = setTimeout(() => void this.#run(), at - now);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#due = Infinity;
    this.#busy = true;
    const started = performance.now();
    try {
      await this.#task();
    } finally {
      this.#busy = false;
      const now = performance.now();
      const took = now - started;
      const asked = this.#due - now;
      this.#due = Infinity;
      const rest = took < slow.from ? took : Math.min(slow.factor * took, slow.longest);
      this.#restUntil = now + rest;
      this.within(Math.max(0, Math.min(asked, this.#interval)));
    }
  }
}
