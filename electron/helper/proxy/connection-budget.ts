import { BufferPool } from './buffer-pool';
import { RelayWatch } from './relayed-ends';

/** Files that the helper needs for itself: its socket, clients, state, programs that it runs. */
const reserved = 256;
/** A relayed connection has a socket on each side. */
const filesPerConnection = 2;
/** So many connections are tried however low the limit is. */
const atLeast = 16;

/**
 * What all proxies share: buffers, who watches them, and how many connections may be open at once. At the limit of open files the
 * system would accept and close clients without a word, so the proxies stay below it and count whom they turn
 * away.
 */
export class ConnectionBudget {
  readonly pool = new BufferPool();
  readonly watch = new RelayWatch();
  readonly idleLimit: number;
  readonly #fileLimit: number;
  readonly #onExhausted: () => void;
  #listening = 0;
  #open = 0;

  /**
   * @param fileLimit how many files the process may have open
   * @param idleLimit in milliseconds; 0 keeps idle connections
   * @param onExhausted called whenever a connection is turned away
   */
  constructor(fileLimit: number, idleLimit: number, onExhausted: () => void) {
    this.#fileLimit = fileLimit;
    this.idleLimit = idleLimit;
    this.#onExhausted = onExhausted;
  }

  /** Takes note of sockets that began to listen, or of as many that ceased when it is less than nothing. */
  listen(sockets: number): void {
    this.#listening += sockets;
  }

  /** Takes room for one connection; false when there is none. */
  take(): boolean {
    const files = this.#fileLimit - reserved - this.#listening;
    if (this.#open >= Math.max(atLeast, Math.floor(files / filesPerConnection))) {
      this.#onExhausted();
      return false;
    }
    this.#open += 1;
    return true;
  }

  give(): void {
    this.#open -= 1;
  }
}
