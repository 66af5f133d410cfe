import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';

type Connection = Pick<ConntrackEntry, 'id' | 'original'>;

/**
 * Flows that ended because a listing no longer showed them. The event of their end may follow much
 * later: a listing leaves out expired flows (`ctnetlink_dump_table`), but the kernel removes them,
 * with an event, up to a minute later (nf_conntrack_core.c, `GC_SCAN_INTERVAL_MAX`). Or the event
 * was lost and never comes.
 *
 * There may be hundreds of thousands, so each is stored as a number. Entries are dropped at the
 * second {@link rotate} after they were added.
 */
export class LingeringEnds {
  #young = new Map<number, number>();
  #old = new Map<number, number>();

  put(flow: Connection): void {
    const key = keyOf(flow);
    this.#young.set(key, (this.#young.get(key) ?? 0) + 1);
  }

  /** Removes one entry of this flow. @returns whether there was one */
  take(flow: Connection): boolean {
    const key = keyOf(flow);
    const map = this.#old.has(key) ? this.#old : this.#young;
    const count = map.get(key);
    if (count === undefined) return false;
    if (count === 1) map.delete(key);
    else map.set(key, count - 1);
    return true;
  }

  rotate(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }
}

/**
 * Among so many flows, two may share a 32-bit id. With the source port the number is unique enough.
 */
function keyOf({ id, original }: Connection): number {
  return id * 65_536 + (original.sport ?? 0);
}
