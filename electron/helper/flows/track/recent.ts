import { isSameConnection, type ConntrackEntry } from '../../system/conntrack/conntrack-entry';

type Named = Pick<ConntrackEntry, 'id' | 'protocol' | 'original'>;

/**
 * Remembers connections for a while, each with a value. It forgets what was put in before the last but one
 * {@link rotate}.
 */
export class Recent<T> {
  #young = new Map<number, [Named, T][]>();
  #old = new Map<number, [Named, T][]>();

  put(entry: Named, value: T): void {
    const bucket = this.#young.get(entry.id);
    if (bucket === undefined) this.#young.set(entry.id, [[entry, value]]);
    else bucket.push([entry, value]);
  }

  has(entry: Named): boolean {
    return [this.#young, this.#old].some(
      (map) => map.get(entry.id)?.some(([known]) => isSameConnection(known, entry)) === true,
    );
  }

  /** Takes one value of a connection out, the one that was put in first. */
  take(entry: Named): T | undefined {
    for (const map of [this.#old, this.#young]) {
      const bucket = map.get(entry.id);
      const index = bucket?.findIndex(([known]) => isSameConnection(known, entry)) ?? -1;
      if (bucket === undefined || index < 0) continue;
      const [taken] = bucket.splice(index, 1);
      if (bucket.length === 0) map.delete(entry.id);
      return taken?.[1];
    }
    return undefined;
  }

  rotate(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }
}
