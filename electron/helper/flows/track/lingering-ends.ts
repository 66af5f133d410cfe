import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';

type Named = Pick<ConntrackEntry, 'id' | 'original'>;

/**
 * Flows that a listing no longer showed, so that their end was concluded. The event that tells it may come much later:
 * a listing leaves out what has expired (`ctnetlink_dump_table`), and the kernel removes that, with an event, when it
 * next comes by, up to a minute later (nf_conntrack_core.c, `GC_SCAN_INTERVAL_MAX`). Or it was lost and never comes.
 *
 * There may be hundreds of thousands, so that each is kept as a number. It forgets what was put in before the last but
 * one {@link rotate}.
 */
export class LingeringEnds {
  #young = new Map<number, number>();
  #old = new Map<number, number>();

  put(flow: Named): void {
    const name = nameOf(flow);
    this.#young.set(name, (this.#young.get(name) ?? 0) + 1);
  }

  /** @returns whether the end of this flow was awaited; one such end is then awaited no more */
  take(flow: Named): boolean {
    const name = nameOf(flow);
    const map = this.#old.has(name) ? this.#old : this.#young;
    const count = map.get(name);
    if (count === undefined) return false;
    if (count === 1) map.delete(name);
    else map.set(name, count - 1);
    return true;
  }

  rotate(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }
}

/** The kernel's id of 32 bits alone names two of so many flows alike now and then; with a port it does not. */
function nameOf({ id, original }: Named): number {
  return id * 65_536 + (original.sport ?? 0);
}
