import type { BufferPool } from './buffer-pool';
import type { RelayedEnds } from './relayed-ends';
import type { RelayWatch } from './relay-watch';

/** Traffic of a proxy since it started. */
export interface RelayCounters {
  /** Open connections. */
  open: number;
  /** Accepted connections. */
  accepted: number;
  /** Rejected connections: no backend, or the limit of open files. */
  dropped: number;
  /** Bytes from clients to the backend. */
  bytesIn: number;
  /** Bytes from the backend to clients. */
  bytesOut: number;
}

export interface RelayOptions {
  readonly pool: BufferPool;
  readonly counters: RelayCounters;
  /** Close a connection after so many milliseconds without traffic; 0 never does. */
  readonly idleLimit: number;
  /**
   * Close a connection that one side has ended after so many milliseconds without traffic on the
   * other way: a side that never ends would keep two descriptors for good.
   */
  readonly halfClosedLimit: number;
  readonly watch: RelayWatch;
  /** Called once when both sides have ended, and never before the relay is returned. */
  readonly onClosed: (relay: Relay) => void;
}

/** Time limit for a connection to the backend, in milliseconds. */
export const connectTimeout = 5_000;

/** Milliseconds without traffic until a side is probed (keep-alive). */
export const keepAliveAfter = 60_000;

/** How long a connection that one side has ended may be silent, in milliseconds. */
export function silenceAfterEnd({
  idleLimit,
  halfClosedLimit,
}: Pick<RelayOptions, 'idleLimit' | 'halfClosedLimit'>): number {
  return idleLimit > 0 ? Math.min(idleLimit, halfClosedLimit) : halfClosedLimit;
}

/**
 * One accepted connection that is relayed to the backend, in both directions, until both sides have
 * ended. Each side's end is passed on alone (half-close), a reset is passed on as a reset, and an
 * unreachable backend resets the client. While a side does not accept data, nothing is read from
 * the other, so memory is bounded. After one side's end the other way stays open while something
 * moves on it.
 */
export interface Relay {
  /** Ends both sides with a reset. */
  reset(): void;
  /** Lets the kernel detect a side that disappeared silently. */
  keepAlive(): void;
  /** null until the connection to the backend is open. */
  ends(): RelayedEnds | null;
}
