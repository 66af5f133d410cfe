/** Runs a task at a fixed interval, and earlier on request, but never twice at the same time. */
export class Poller {
  readonly #interval: number;
  readonly #task: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
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
    const at = Date.now() + delay;
    if (this.#stopped || at >= this.#due) return;
    this.#due = at;
    clearTimeout(this.#timer);
    if (!this.#busy) this.#timer = setTimeout(() => void this.#run(), delay);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#due = Infinity;
    this.#busy = true;
    await this.#task();
    this.#busy = false;
    const asked = this.#due - Date.now();
    this.#due = Infinity;
    this.within(Math.max(0, Math.min(asked, this.#interval)));
  }
}
