import { BufferPool } from './buffer-pool';
import { RelayWatch } from './relay-watch';

/** The connections of one port. */
export interface ConnectionShare {
  /** Reserves room for one connection; false when there is none for this port. */
  take(): boolean;
  give(): void;
  /** Records that the port was released. Its open connections are given back later. */
  close(): void;
}

/** Numbers of open connections by the part of the room that they use. */
interface Connections {
  own: number;
  common: number;
}

/** Files that the helper itself needs: its socket, clients, state and programs. */
const reserved = 256;
/** A relayed connection has a socket on each side. */
const filesPerConnection = 2;
/** The minimum, however low the limit is. */
const atLeast = 16;

/** The part of the room, one in so many, that is divided among the ports. */
const dividedPart = 8;
/** The largest share of it that a port gets. */
const ownAtMost = 64;
/** Of the rest a port may have so many times the connections for which there is still room. */
const sharing = 8;

/**
 * How long a connection with one ended side is kept while nothing moves, in milliseconds: as long
 * as the kernel keeps such a connection that it translates (nf_conntrack_tcp_timeout_fin_wait in
 * the kernel's nf_conntrack-sysctl).
 */
const defaultHalfClosedLimit = 120_000;

/**
 * What all proxies share: buffers, observers, and the number of connections that may be open at
 * once. At the limit of open files the system would accept and close clients silently, so the
 * proxies stay below it and count the clients that they reject.
 *
 * No port can take all of the room. An eighth of it is divided among the ports, so that each has
 * some connections of its own. Of the rest, a port may have at most {@link sharing} times the
 * connections that are still free, so n greedy ports have 8 ÷ (8n + 1) of it each ("dynamic queue
 * length thresholds", Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998).
 */
export class ConnectionBudget {
  readonly pool = new BufferPool();
  readonly watch = new RelayWatch();
  /** The UDP sockets on which ports of this helper listen, as `ADDRESS PORT`. */
  readonly udpPorts = new Set<string>();
  readonly idleLimit: number;
  readonly halfClosedLimit: number;
  readonly #fileLimit: number;
  readonly #onExhausted: () => void;
  #listening = 0;
  readonly #open: Connections = { own: 0, common: 0 };
  #ports = 0;

  /**
   * @param fileLimit how many files the process may have open
   * @param idleLimit in milliseconds; 0 keeps idle connections
   * @param onExhausted called whenever a connection is rejected
   * @param halfClosedLimit in milliseconds
   */
  constructor(
    fileLimit: number,
    idleLimit: number,
    onExhausted: () => void,
    halfClosedLimit = defaultHalfClosedLimit,
  ) {
    this.#fileLimit = fileLimit;
    this.idleLimit = idleLimit;
    this.#onExhausted = onExhausted;
    this.halfClosedLimit = halfClosedLimit;
  }

  /** Records that so many sockets began to listen; a negative number means that they stopped. */
  listen(sockets: number): void {
    this.#listening += sockets;
  }

  /** The share of one port, until it is closed. */
  share(): ConnectionShare {
    const open = { own: 0, common: 0 };
    this.#ports += 1;
    return {
      take: () => {
        const kind = this.#kindFor(open);
        if (kind === null) {
          this.#onExhausted();
          return false;
        }
        open[kind] += 1;
        this.#open[kind] += 1;
        return true;
      },
      give: () => {
        const kind = open.common === 0 || open.own > this.#ownLimit() ? 'own' : 'common';
        open[kind] -= 1;
        this.#open[kind] -= 1;
      },
      close: () => {
        this.#ports -= 1;
      },
    };
  }

  /** From which part of the room a port gets its next connection; null when it gets none. */
  #kindFor(open: Connections): keyof Connections | null {
    const room = this.#room();
    const divided = Math.ceil(room / dividedPart);
    if (open.own < this.#ownLimit() && this.#open.own < divided) return 'own';
    const left = room - divided - this.#open.common;
    return left > 0 && open.common < left * sharing ? 'common' : null;
  }

  #ownLimit(): number {
    const divided = Math.ceil(this.#room() / dividedPart);
    return Math.max(1, Math.min(ownAtMost, Math.floor(divided / Math.max(1, this.#ports))));
  }

  /** How many connections may be open at once. */
  #room(): number {
    const files = this.#fileLimit - reserved - this.#listening;
    return Math.max(atLeast, Math.floor(files / filesPerConnection));
  }
}
