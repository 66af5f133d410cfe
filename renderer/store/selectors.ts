import { isLinkLocal, isLoopback, familyOf } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Bridge, Endpoint, Host, HostInterface, Snapshot } from '#shared/model/snapshot';

/** Orders names as people count: `c2` before `c10`. The same everywhere, whatever the user's language. */
const collator = new Intl.Collator('en', { numeric: true });

export function byNaturalName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name);
}

export function findEndpoint(snapshot: Snapshot | null, id: string): Endpoint | null {
  return snapshot?.endpoints.find((endpoint) => endpoint.id === id) ?? null;
}

export function findBridge(snapshot: Snapshot | null, name: string): Bridge | null {
  return snapshot?.bridges.find((bridge) => bridge.name === name) ?? null;
}

export function findPublication(snapshot: Snapshot | null, id: string): Publication | null {
  return snapshot?.publications.find((publication) => publication.id === id) ?? null;
}

/** Publications in the order of their host ports. */
export function sortPublications(publications: readonly Publication[]): readonly Publication[] {
  return [...publications].sort(
    (a, b) =>
      a.hostPort - b.hostPort ||
      collator.compare(a.protocol, b.protocol) ||
      collator.compare(a.hostIp, b.hostIp) ||
      collator.compare(a.id, b.id),
  );
}

/** The host's own addresses that others can ask, without loopback and link-local ones; IPv4 first. */
export function hostAddresses(host: Pick<Host, 'interfaces'>): readonly string[] {
  const addresses = host.interfaces
    .filter((iface) => iface.up)
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((iface) => iface.addresses.map(withoutPrefix))
    .filter((address) => !isLoopback(address) && !isLinkLocal(address));
  return [...new Set(addresses)].toSorted((a, b) => familyOf(a) - familyOf(b));
}

/** Uplinks come first, and bridges, which only containers know, last. */
function rank(iface: HostInterface): number {
  return iface.uplink ? 0 : iface.kind === 'bridge' ? 2 : 1;
}

/** `10.55.66.2/24` → `10.55.66.2`. */
export function withoutPrefix(address: string): string {
  return address.split('/')[0] ?? address;
}

/** The address by which an endpoint is best known: its first IPv4 one, else its first global IPv6 one. */
export function endpointAddress(endpoint: Endpoint): string | null {
  const addresses = endpoint.interfaces
    .flatMap((iface) => iface.addresses.map(withoutPrefix))
    .filter((address) => !isLoopback(address) && !isLinkLocal(address));
  return addresses.find((address) => familyOf(address) === 4) ?? addresses[0] ?? null;
}
