import type { BufferPool } from './buffer-pool';
import type { RelayedEnds, RelayWatch } from './relayed-ends';

/** What went through a proxy since it was made. */
export interface RelayCounters {
  /** Connections that are open now. */
  open: number;
  /** Connections that were accepted. */
  accepted: number;
  /** Connections that were turned away: no backend, or the limit of open files. */
  dropped: number;
  /** Bytes from clients to the backend. */
  bytesIn: number;
  /** Bytes from the backend to clients. */
  bytesOut: number;
}

export interface RelayOptions {
  readonly pool: BufferPool;
  readonly counters: RelayCounters;
  /** Close a connection through which nothing went for so long, in milliseconds; 0 never does. */
  readonly idleLimit: number;
  readonly watch: RelayWatch;
  /** Called once when both sides have gone, and never before the relay has been returned. */
  readonly onClosed: (relay: Relay) => void;
}

/** How long a connection to the backend may take to be made, in milliseconds. */
export const connectTimeout = 5_000;

/** After how long without traffic a side is asked whether it is still there, in milliseconds. */
export const keepAliveAfter = 60_000;

/**
 * One accepted connection that is relayed to the backend, both ways, until both sides have ended. Each side's end is
 * passed on alone (half-close), a reset is passed on as a reset, and a backend that cannot be reached resets
 * the client. A side that does not take what it is sent stops the reading from the other, so that memory is bounded.
 */
export interface Relay {
  /** Ends both sides with a reset. */
  reset(): void;
  /** Has the kernel find out when a side is gone without a word. */
  keepAlive(): void;
  /** null while the connection to the backend is not made. */
  ends(): RelayedEnds | null;
}
