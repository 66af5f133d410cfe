import type { RelayCounters } from './relay';
import type { RelayedEnds } from './relayed-ends';
import type { Backend } from '../plan/resolved-publication';

/** A host port, TCP or UDP, that this helper holds against other programs. */
export interface PortReservation {
  readonly counters: RelayCounters;
  /** Sets the target of the traffic; null holds the port without serving it. */
  leadTo(backend: Backend | null): void;
  /** Updates the host's addresses, for sockets that listen on each of them. */
  followAddresses(addresses: readonly string[]): void;
  /** The open connections through the proxy. */
  relayed(): readonly RelayedEnds[];
  /** Releases the port. Open connections may continue for `grace` milliseconds. */
  release(grace: number): void;
}
