import type { StalePart } from '#shared/model/snapshot';
import type { Staleness } from '../records/reading';

/** What is old, one record a part: that which is so for longest. */
export function stalePartsOf(stale: readonly Staleness[]): readonly StalePart[] {
  const byPart = new Map<string, Staleness>();
  for (const one of stale) {
    const known = byPart.get(one.part);
    if (known === undefined || one.since < known.since) byPart.set(one.part, one);
  }
  return [...byPart.values()].map(({ part, error, since }) => ({
    part,
    reason: error.message,
    since: since.toISOString(),
  }));
}
