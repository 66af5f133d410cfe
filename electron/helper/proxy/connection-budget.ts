import { BufferPool } from './buffer-pool';

/** Files that the helper needs for itself: its socket, clients, state, programs that it runs. */
const reserved = 256;
/** A relayed connection has a socket on each side. */
const filesPerConnection = 2;

/**
 * What all proxies share: buffers, and how many connections may be open at once. At the limit of open files the
 * system would accept and close clients without a word, so the proxies stay below it and count whom they turn
 * away.
 */
export class ConnectionBudget {
  readonly pool = new BufferPool();
  readonly idleLimit: number;
  readonly #limit: number;
  readonly #onExhausted: () => void;
  #open = 0;

  /**
   * @param fileLimit how many files the process may have open
   * @param idleLimit in milliseconds; 0 keeps idle connections
   * @param onExhausted called whenever a connection is turned away
   */
  constructor(fileLimit: number, idleLimit: number, onExhausted: () => void) {
    this.#limit = Math.max(16, Math.floor((fileLimit - reserved) / filesPerConnection));
    this.idleLimit = idleLimit;
    this.#onExhausted = onExhausted;
  }

  /** Takes room for one connection; false when there is none. */
  take(): boolean {
    if (this.#open >= this.#limit) {
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
