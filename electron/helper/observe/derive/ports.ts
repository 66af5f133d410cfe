import { familyOf } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';

/** A host address and port, as sockets and publications use it. */
export interface HostSocket {
  readonly protocol: Protocol;
  /** `*` for both wildcards, or one address (0.0.0.0 and :: are the wildcards of their family). */
  readonly address: string;
  readonly port: number;
}

const wildcards = new Set(['0.0.0.0', '::']);

function parts(address: string): readonly string[] {
  return address === '*' ? ['0.0.0.0', '::'] : [address];
}

/**
 * Whether two sockets cannot both listen: the wildcard of a family conflicts with each of its
 * addresses, a single address only with itself and the wildcard. Families are separate
 * (IPV6_V6ONLY).
 */
export function conflicts(a: HostSocket, b: HostSocket): boolean {
  if (a.protocol !== b.protocol || a.port !== b.port) return false;
  return parts(a.address).some((left) =>
    parts(b.address).some(
      (right) =>
        familyOf(left) === familyOf(right) &&
        (left === right || wildcards.has(left) || wildcards.has(right)),
    ),
  );
}

/** Finds the listener that prevents a port from being published. */
export function findListener(
  wanted: HostSocket,
  listeners: readonly Listener[],
): Listener | undefined {
  return listeners.find((listener) => conflicts(wanted, listener));
}

/** A port that a container engine published, and its listening socket, if any. */
export interface EnginePort {
  readonly publication: Publication;
  readonly listener?: Listener;
}

/** Finds the publication of Docker or Podman that prevents a port from being published again. */
export function findEngineHold(
  wanted: HostSocket,
  publications: readonly Publication[],
  listeners: readonly Listener[],
): EnginePort | undefined {
  const publication = publications.find(
    ({ origin, protocol, hostIp, hostPort }) =>
      (origin === 'docker' || origin === 'podman') &&
      conflicts(wanted, { protocol, address: hostIp, port: hostPort }),
  );
  if (publication === undefined) return undefined;
  const listener = findListener(wanted, listeners);
  return { publication, listener };
}
