import type { RelayCounters } from './relay';
import type { RelayedEnds } from './relayed-ends';
import type { Backend } from '../plan/resolved-publication';

/** A host port that this helper holds against other programs, of either protocol. */
export interface PortReservation {
  readonly counters: RelayCounters;
  /** Says where what arrives goes from now on; null holds the port without serving it. */
  leadTo(backend: Backend | null): void;
  /** Tells which addresses the host has now, for what listens on each of them. */
  followAddresses(addresses: readonly string[]): void;
  /** The connections that go through the proxy now. */
  relayed(): readonly RelayedEnds[];
  /** Gives the port back. What is open may go on for `grace` milliseconds. */
  release(grace: number): void;
}
