import { BufferPool } from './buffer-pool';
import { RelayWatch } from './relay-watch';

/** Files that the helper itself needs: its socket, clients, state and programs. */
const reserved = 256;
/** A relayed connection has a socket on each side. */
const filesPerConnection = 2;
/** The minimum, however low the limit is. */
const atLeast = 16;

/**
 * What all proxies share: buffers, observers, and the number of connections that may be open at
 * once. At the limit of open files the system would accept and close clients silently, so the
 * proxies stay below it and count the clients that they reject.
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
   * @param onExhausted called whenever a connection is rejected
   */
  constructor(fileLimit: number, idleLimit: number, onExhausted: () => void) {
    this.#fileLimit = fileLimit;
    this.idleLimit = idleLimit;
    this.#onExhausted = onExhausted;
  }

  /** Records that so many sockets began to listen; a negative number means that they stopped. */
  listen(sockets: number): void {
    this.#listening += sockets;
  }

  /** Reserves room for one connection; false when there is none. */
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
