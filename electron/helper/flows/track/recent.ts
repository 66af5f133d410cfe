import { isSameConnection, type ConntrackEntry } from '../../system/conntrack/conntrack-entry';

type Connection = Pick<ConntrackEntry, 'id' | 'protocol' | 'original'>;

/**
 * Remembers recent connections, each with a value. Entries are dropped at the second {@link rotate}
 * after they were added.
 */
export class Recent<T> {
  #young = new Map<number, [Connection, T][]>();
  #old = new Map<number, [Connection, T][]>();

  put(entry: Connection, value: T): void {
    const bucket = this.#young.get(entry.id);
    if (bucket === undefined) this.#young.set(entry.id, [[entry, value]]);
    else bucket.push([entry, value]);
  }

  has(entry: Connection): boolean {
    return [this.#young, this.#old].some(
      (map) => map.get(entry.id)?.some(([known]) => isSameConnection(known, entry)) === true,
    );
  }

  /** Removes the oldest entry of a connection. @returns its value; undefined without an entry */
  take(entry: Connection): T | undefined {
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
