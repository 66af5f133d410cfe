/** Items per turn: less than a millisecond of reading in /proc. */
const batch = 64;

/**
 * Runs a task of some microseconds on many items. Reading small files of /proc synchronously costs
 * a fraction of reading them asynchronously; between batches the relayed connections get their
 * turn.
 */
export async function inBatches<T>(items: readonly T[], task: (item: T) => void): Promise<void> {
  for (let first = 0; first < items.length; first += batch) {
    if (first > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const item of items.slice(first, first + batch)) task(item);
  }
}
