import type { Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Endpoint } from '#shared/model/snapshot';

/** The part of a packet that decides which socket takes it. */
export interface PacketTarget {
  readonly dst: string;
  readonly dport: number;
  readonly protocol: Protocol;
  readonly family: Family;
}

/** Whether a socket of an endpoint takes a packet, and where its listeners are when none does. */
export type Listening =
  | { readonly kind: 'taken' }
  | { readonly kind: 'none' }
  /** `address` is that of the first listener on the port. */
  | { readonly kind: 'loopback-only' | 'other-address'; readonly address: string };

/** Finds out whether an endpoint listens on the address and port of a packet. */
export function listeningAt(
  { listeners }: Pick<Endpoint, 'listeners'>,
  { dst, dport, protocol, family }: PacketTarget,
): Listening {
  const there = listeners.filter(
    (listener) => listener.port === dport && listener.protocol === protocol,
  );
  // A socket on :: usually accepts IPv4 too; /proc does not show whether it does.
  const takes = (address: string) =>
    address === dst || address === '::' || (address === '0.0.0.0' && family === 4);
  if (there.some(({ address }) => takes(address))) return { kind: 'taken' };
  const [first] = there;
  if (first === undefined) return { kind: 'none' };
  const loopback = there.every(({ address }) => address === '::1' || address.startsWith('127.'));
  return { kind: loopback ? 'loopback-only' : 'other-address', address: first.address };
}
