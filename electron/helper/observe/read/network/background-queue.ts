/** The share of time in which a task may run: one part of work to so many of rest. */
const restsPerWork = 4;

/**
 * Runs tasks one after another, each at most once at a time, and rests after each for four times as
 * long as it took. However many tasks there are and however long they take, they use no more than a
 * fifth of one processor.
 */
export class BackgroundQueue {
  /** The waiting tasks by their keys, in the order of their arrival; the first may be running. */
  readonly #tasks = new Map<number, () => Promise<unknown>>();
  #isRunning = false;

  /** Adds a task, unless the same one waits already. */
  add(key: number, task: () => Promise<unknown>): void {
    if (!this.#tasks.has(key)) this.#tasks.set(key, task);
    if (!this.#isRunning) void this.#run();
  }

  /** Drops the tasks with all keys but these. */
  keep(keys: ReadonlySet<number>): void {
    for (const key of this.#tasks.keys()) if (!keys.has(key)) this.#tasks.delete(key);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const [key, task] = next;
      const startedAt = performance.now();
      await task().catch(() => undefined);
      this.#tasks.delete(key);
      await rest(restsPerWork * (performance.now() - startedAt));
    }
    this.#isRunning = false;
  }

  #next(): readonly [number, () => Promise<unknown>] | null {
    const { value } = this.#tasks.entries().next();
    return value ?? null;
  }
}

/** Does not keep the process running. */
function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
