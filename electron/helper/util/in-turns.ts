/** How long a turn lasts, in milliseconds. */
const turn = 5;

/**
 * Runs a long computation step by step. Between turns of some milliseconds, everything else that
 * waits for the event loop, such as relayed connections, gets its turn.
 *
 * @param steps a generator that yields after steps that are much shorter than a turn
 * @returns what the generator returns
 */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const end = performance.now() + turn;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
