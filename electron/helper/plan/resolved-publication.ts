import {
  familyOf,
  isLinkLocal,
  isLoopback,
  networkOf,
  parseCidr,
  type Family,
} from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Endpoint, Host } from '#shared/model/snapshot';

/** What the user asked to hold: one published port. */
export interface PublishIntent {
  readonly id: string;
  readonly target: { readonly id: string; readonly name: string };
  readonly protocol: Protocol;
  /** `*` or one canonical address. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly dnat: boolean;
  readonly proxy: boolean;
  /** Whether FORWARD is told to let its packets through. */
  readonly forward: boolean;
  /** Whether callers are masqueraded whose answers would not come back through the host. */
  readonly masquerade: boolean;
}

/** Where an endpoint is reached in one family. */
export interface Destination {
  readonly address: string;
  /** The network that the endpoint shares with its neighbours on the wire. */
  readonly network: string;
  /** Whether replies to a stranger come back through the host; if not, its address must be masqueraded. */
  readonly repliesThroughHost: boolean;
  /** The bridge port on the host that the endpoint's wire ends in. */
  readonly bridgePort?: string;
}

/** An intent whose endpoint is there: all that rules and proxies are computed from. */
export interface Course {
  readonly intent: PublishIntent;
  readonly destinations: Readonly<Partial<Record<Family, Destination>>>;
}

/**
 * Finds where an endpoint is reached: its first address of each family that is not local to a link. An
 * interface with a wire to the host is preferred.
 */
export function destinationsOf(endpoint: Endpoint, host: Host): Course['destinations'] {
  const hostAddresses = new Set(
    host.interfaces.flatMap(({ addresses }) => addresses.map((text) => text.split('/')[0])),
  );
  const wired = [...endpoint.interfaces].sort(
    (a, b) => Number(b.hostPeer !== undefined) - Number(a.hostPeer !== undefined),
  );
  const candidates = wired
    .flatMap((link) => link.addresses.map((text) => ({ link, cidr: parseCidr(text) })))
    .flatMap(({ link, cidr }) => (cidr.ok ? [{ link, cidr: cidr.value }] : []))
    .filter(({ cidr: { address } }) => !isLoopback(address) && !isLinkLocal(address));
  const first = (family: Family): Destination | undefined => {
    const found = candidates.find(({ cidr }) => familyOf(cidr.address) === family);
    if (found === undefined) return undefined;
    const { cidr, link } = found;
    const gateway = family === 4 ? endpoint.defaultRoute : endpoint.defaultRoute6;
    return {
      address: cidr.address,
      network: networkOf(cidr),
      repliesThroughHost: gateway !== undefined && hostAddresses.has(gateway),
      bridgePort: link.bridge === undefined ? undefined : link.hostPeer,
    };
  };
  const [v4, v6] = [first(4), first(6)];
  return { 4: v4, 6: v6 };
}

/** Where a proxy forwards connections to. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** The families in which a host address is asked: both for `*`. */
export function familiesOf(hostIp: string): readonly Family[] {
  return hostIp === '*' ? [4, 6] : [familyOf(hostIp)];
}

/** Whether a host address stands for all addresses of its family, or of both. */
export function isWildcard(hostIp: string): boolean {
  return hostIp === '*' || hostIp === '0.0.0.0' || hostIp === '::';
}

/** The destination of a course's DNAT rule in a family, or undefined where only the proxy can serve. */
export function translation(course: Course, family: Family): Destination | undefined {
  const { dnat, hostIp } = course.intent;
  if (!dnat || !familiesOf(hostIp).includes(family)) return undefined;
  if (hostIp !== '*' && isLoopback(hostIp)) return undefined;
  return course.destinations[family];
}
