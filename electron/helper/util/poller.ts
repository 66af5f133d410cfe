/** The longest rest after a task, in milliseconds, whatever it took. */
const longestRest = 5_000;

/**
 * Runs a task at a fixed interval, and earlier on request, but never twice at the same time. After
 * each run it rests for as long as the run took, so that requests without end, such as the events
 * of a container that changes its interfaces in a loop, use half a processor at most.
 */
export class Poller {
  readonly #interval: number;
  readonly #task: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
  #restUntil = 0;
  #busy = false;
  #stopped = false;

  /** @param interval from the end of one run to the start of the next, in milliseconds */
  constructor(interval: number, task: () => Promise<void>) {
    this.#interval = interval;
    this.#task = task;
    this.within(interval);
  }

  /** Requests a run within `delay` milliseconds; during a run, another one after it. */
  within(delay: number): void {
    const now = Date.now();
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
    const startedAt = Date.now();
    await this.#task();
    this.#busy = false;
    const rest = Math.min(Date.now() - startedAt, longestRest);
    this.#restUntil = Date.now() + rest;
    const asked = this.#due - Date.now();
    this.#due = Infinity;
    this.within(Math.max(0, Math.min(asked, this.#interval)));
  }
}
