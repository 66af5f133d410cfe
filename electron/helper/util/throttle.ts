/**
 * Runs a task on request, but only so often: at once while requests are rare; when they are many,
 * once for all of them at the next interval.
 */
export class Throttle {
  readonly #burst: number;
  readonly #interval: number;
  readonly #task: () => void;
  #tokens: number;
  #countedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param burst how many requests in a row are served at once
   * @param interval in milliseconds, from one run to the next when requests are many
   */
  constructor(burst: number, interval: number, task: () => void) {
    this.#burst = burst;
    this.#interval = interval;
    this.#task = task;
    this.#tokens = burst;
  }

  request(): void {
    if (this.#timer !== undefined) return;
    const now = performance.now();
    const earned = (now - this.#countedAt) / this.#interval;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#countedAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#task();
      return;
    }
    const delay = (1 - this.#tokens) * this.#interval;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.request();
    }, delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
