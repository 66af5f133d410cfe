import type { SocketCounts } from '../../system/proc/parse-socket-counts';
import { readSocketCounts } from '../../system/proc/socket-counts';

/**
 * Number of namespaces that each reading includes although they seem idle. A listener that replaces
 * another one in the same process between two readings changes no count; this finds it before long.
 */
const readAnyway = 16;

/** What changed in a namespace since the last reading. */
export interface NamespaceActivity {
  readonly idle: boolean;
  /** null when they cannot be read. */
  readonly counts: SocketCounts | null;
}

/**
 * Detects in which namespaces no socket can have come or gone, so that their lists need not be
 * read.
 */
export class IdleNamespaces {
  readonly #last = new Map<number, { readonly fingerprint: string; round: number }>();
  #round = 0;
  #left = 0;

  /** Begins a reading of all namespaces. */
  begin(): void {
    this.#round += 1;
    this.#left = readAnyway;
  }

  /**
   * Whether a namespace has the same processes and as many sockets as last time. Reports the
   * longest-unread few as not idle, so each namespace is read again eventually.
   */
  look(namespace: number, pid: number, pids: readonly number[]): NamespaceActivity {
    const counts = readSocketCounts(pid);
    if (counts === null) return { idle: false, counts };
    const last = this.#last.get(namespace);
    const fingerprint = `${Object.values(counts).join(' ')} ${pids.join(' ')}`;
    const rounds = Math.max(1, Math.floor(this.#last.size / readAnyway));
    if (last?.fingerprint === fingerprint) {
      const isDue = this.#round - last.round >= rounds && this.#left > 0;
      if (!isDue) return { idle: true, counts };
      this.#left -= 1;
    }
    this.#last.set(namespace, { fingerprint, round: this.#round });
    return { idle: false, counts };
  }

  /** Drops all namespaces but these. */
  keep(namespaces: ReadonlySet<number>): void {
    for (const inode of this.#last.keys()) if (!namespaces.has(inode)) this.#last.delete(inode);
  }
}
