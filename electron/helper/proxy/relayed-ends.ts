import type { SocketEnd } from '#shared/model/flow';
import type { Protocol } from '#shared/model/port-spec';

/** One connection through a proxy, by the ends of its two sockets. */
export interface RelayedEnds {
  readonly protocol: Protocol;
  readonly client: SocketEnd;
  /** The client's connection. */
  readonly host: SocketEnd;
  /** The proxy's connection to the container. */
  readonly local: SocketEnd;
  readonly backend: SocketEnd;
}

/**
 * An end of a socket as Node reports it: null while the socket has none. Without the scope of the
 * address.
 */
export function socketEnd(address: string | undefined, port: number | undefined): SocketEnd | null {
  return address === undefined || port === undefined
    ? null
    : { address: address.split('%')[0] ?? address, port };
}
