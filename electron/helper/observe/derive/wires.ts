import type { InterfacePlace } from '#shared/model/network';
import type { Link } from '../../system/ip/parse-links';
import type { Reading } from '../records/reading';

/** An interface and its network namespace: an endpoint's id, or null for the host's. */
export interface LocatedLink {
  readonly endpoint: string | null;
  readonly link: Link;
}

/** The parts of a reading that show how interfaces of different namespaces are connected. */
export type WiredReading = Pick<Reading, 'network' | 'namespaces' | 'named' | 'namespaceIds'>;

/**
 * Finds the other ends of interfaces across network namespaces. A namespace knows others by its own
 * ids; the host's ids are known, so a peer of the host is certain. Between two other namespaces the
 * ends of a veth pair name each other by index only; when several match, there is no result.
 */
export class Wires {
  /** veth ends by their own index and their peer's. */
  readonly #ends = new Map<string, LocatedLink[]>();
  readonly #hostByIndex: ReadonlyMap<number, Link>;
  readonly #endpointByNamespace: ReadonlyMap<string | number, string>;

  constructor({ network, namespaces, named, namespaceIds }: WiredReading) {
    const endpoints = new Map(namespaces.map(({ inode, id }) => [inode, id]));
    const known = [...namespaceIds, ...named.map(({ name, inode }) => [name, inode] as const)];
    this.#endpointByNamespace = new Map(
      known.flatMap(([namespace, inode]) => {
        const id = endpoints.get(inode);
        return id === undefined ? [] : [[namespace, id] as const];
      }),
    );
    this.#hostByIndex = new Map(network.links.map((link) => [link.index, link]));
    for (const link of network.links) this.#add({ endpoint: null, link });
    for (const { id, network: inside } of namespaces) {
      for (const link of inside.links) this.#add({ endpoint: id, link });
    }
  }

  /** The other end of a veth pair in another namespace. */
  partner({ endpoint, link }: LocatedLink): LocatedLink | undefined {
    if (link.kind !== 'veth' || link.peerIndex === undefined) return undefined;
    const mutual = this.#ends.get(key(link.peerIndex, link.index)) ?? [];
    const others = mutual.filter((other) => other.endpoint !== endpoint);
    if (endpoint === null) {
      const id = this.#endpointByNamespace.get(link.peerNamespace ?? '');
      return id === undefined ? only(others) : others.find((other) => other.endpoint === id);
    }
    const onHost = others.find((other) => other.endpoint === null);
    if (onHost !== undefined && this.#leadsTo(onHost.link, endpoint)) return onHost;
    const elsewhere = others.filter((other) => other.endpoint !== null && !this.#isHosts(other));
    return only(
      typeof link.peerNamespace === 'string'
        ? elsewhere.filter((one) => one.endpoint === this.#named(link))
        : elsewhere,
    );
  }

  /** The link below a vlan, macvlan or ipvlan, if it is on the host. */
  #below(link: Link): Link | undefined {
    return link.peerIndex === undefined ? undefined : this.#hostByIndex.get(link.peerIndex);
  }

  /** The other end of a veth pair, for the record that clients see. */
  peerOf(place: LocatedLink): InterfacePlace | undefined {
    const { link, endpoint } = place;
    if (link.kind !== 'veth') return undefined;
    if (link.peerName !== undefined) return interfacePlace(link.peerName, endpoint);
    const partner = this.partner(place);
    return partner === undefined ? undefined : interfacePlace(partner.link.name, partner.endpoint);
  }

  /** The link below an interface, for the record that clients see. */
  parentOf({ link, endpoint }: LocatedLink): InterfacePlace | undefined {
    if (link.kind === 'veth') return undefined;
    if (link.peerName !== undefined) return interfacePlace(link.peerName, endpoint);
    // Interfaces are moved from the host into endpoints; the links below them stay on the host.
    const below = endpoint === null ? undefined : this.#below(link);
    return below === undefined ? undefined : interfacePlace(below.name, null);
  }

  #add(place: LocatedLink): void {
    const { kind, index, peerIndex } = place.link;
    if (kind !== 'veth' || peerIndex === undefined) return;
    const ends = this.#ends.get(key(index, peerIndex));
    if (ends === undefined) this.#ends.set(key(index, peerIndex), [place]);
    else ends.push(place);
  }

  /** Whether the host's end of a pair leads into an endpoint, as far as the host's ids tell. */
  #leadsTo({ peerNamespace = '' }: Link, endpoint: string): boolean {
    return (this.#endpointByNamespace.get(peerNamespace) ?? endpoint) === endpoint;
  }

  /** Whether an end in an endpoint is certainly the peer of an end on the host. */
  #isHosts({ endpoint, link }: LocatedLink): boolean {
    const ends = this.#ends.get(key(link.peerIndex ?? 0, link.index)) ?? [];
    return ends.some((end) => end.endpoint === null && this.#named(end.link) === endpoint);
  }

  #named({ peerNamespace = '' }: Link): string | undefined {
    return this.#endpointByNamespace.get(peerNamespace);
  }
}

const key = (index: number, peerIndex: number) => `${String(index)} ${String(peerIndex)}`;

function only(places: readonly LocatedLink[]): LocatedLink | undefined {
  return places.length === 1 ? places[0] : undefined;
}

function interfacePlace(name: string, endpoint: string | null): InterfacePlace {
  return endpoint === null ? { name } : { name, endpoint };
}
