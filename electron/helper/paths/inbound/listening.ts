import type { Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Endpoint, Listener } from '#shared/model/snapshot';
import { msg, type Message } from '#shared/messages/message';

/** The part of a packet that decides which socket receives it. */
export interface PacketTarget {
  readonly dst: string;
  readonly dport: number;
  readonly protocol: Protocol;
  readonly family: Family;
}

/** Whether a socket of an endpoint receives a packet, and where its listeners are if none does. */
export type Listening =
  | { readonly kind: 'taken' }
  | { readonly kind: 'none' }
  /** `address` is the address of the first listener on the port. */
  | { readonly kind: 'loopback-only' | 'other-address'; readonly address: string };

/** Returns whether an endpoint listens on the address and port of a packet. */
export function listeningAt(
  { listeners }: Pick<Endpoint, 'listeners'>,
  { dst, dport, protocol, family }: PacketTarget,
): Listening {
  const onPort = listeners.filter(
    (listener) => listener.port === dport && listener.protocol === protocol,
  );
  // A socket on :: usually accepts IPv4 too; /proc does not show whether it does.
  const receives = (address: string) =>
    address === dst || address === '::' || (address === '0.0.0.0' && family === 4);
  if (onPort.some(({ address }) => receives(address))) return { kind: 'taken' };
  const [first] = onPort;
  if (first === undefined) return { kind: 'none' };
  const loopback = onPort.every(({ address }) => address === '::1' || address.startsWith('127.'));
  return { kind: loopback ? 'loopback-only' : 'other-address', address: first.address };
}

/** Describes a listening program, with its process id if known. */
export function programName({ process, pid }: Pick<Listener, 'process' | 'pid'>): Message {
  if (process === undefined) {
    return pid === undefined ? msg('program.unknown') : msg('program.unknownProcess', { pid });
  }
  return pid === undefined
    ? msg('program.named', { process })
    : msg('program.process', { process, pid });
}
