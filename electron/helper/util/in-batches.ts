/** How many items are taken before others get a turn: below a millisecond of reading in /proc. */
const batch = 64;

/**
 * Does something with many items that takes some microseconds each. Reading small files of /proc at once costs a
 * fraction of what it costs asynchronously; between batches the connections that are relayed get their turn.
 */
export async function inBatches<T>(items: readonly T[], task: (item: T) => void): Promise<void> {
  for (let first = 0; first < items.length; first += batch) {
    if (first > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const item of items.slice(first, first + batch)) task(item);
  }
}
