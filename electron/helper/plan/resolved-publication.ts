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

/** One port that the user published. */
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
  /** Whether a FORWARD rule accepts its packets. */
  readonly forward: boolean;
  /** Whether clients are masqueraded whose replies would bypass the host. */
  readonly masquerade: boolean;
}

/** The address of an endpoint in one family. */
export interface Destination {
  readonly address: string;
  /** The network that the endpoint shares with its neighbours on the wire. */
  readonly network: string;
  /**
   * Whether replies to other networks pass through the host; if not, the client's address must be
   * masqueraded.
   */
  readonly repliesThroughHost: boolean;
  /** The bridge port on the host at the other end of the endpoint's wire. */
  readonly bridgePort?: string;
}

/** A publication whose endpoint exists: the input for rules and proxies. */
export interface ResolvedPublication {
  readonly intent: PublishIntent;
  readonly destinations: Readonly<Partial<Record<Family, Destination>>>;
}

/**
 * Finds the addresses of an endpoint: its first address of each family that is not link-local.
 * Prefers interfaces with a wire to the host.
 */
export function destinationsOf(
  endpoint: Endpoint,
  host: Host,
): ResolvedPublication['destinations'] {
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

/** The target of a proxy. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** The families of a host address: both for `*`. */
export function familiesOf(hostIp: string): readonly Family[] {
  return hostIp === '*' ? [4, 6] : [familyOf(hostIp)];
}

/** Whether a host address is the wildcard of its family, or of both. */
export function isWildcard(hostIp: string): boolean {
  return hostIp === '*' || hostIp === '0.0.0.0' || hostIp === '::';
}

/**
 * The destination of a publication's DNAT rule in a family; undefined where only the proxy serves.
 */
export function translation(
  publication: ResolvedPublication,
  family: Family,
): Destination | undefined {
  const { dnat, hostIp } = publication.intent;
  if (!dnat || !familiesOf(hostIp).includes(family)) return undefined;
  if (hostIp !== '*' && isLoopback(hostIp)) return undefined;
  return publication.destinations[family];
}
