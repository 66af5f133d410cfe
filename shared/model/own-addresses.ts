import { familyOf, isLinkLocal, isLoopback } from './address';
import type { Endpoint, Host, HostInterface } from './snapshot';

/**
 * Returns the host's addresses that others can connect to, IPv4 first: no loopback, no link-local.
 */
export function hostAddresses(host: Pick<Host, 'interfaces'>): readonly string[] {
  const addresses = host.interfaces
    .filter((iface) => iface.up)
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((iface) => iface.addresses.map(withoutPrefix))
    .filter((address) => !isLoopback(address) && !isLinkLocal(address));
  return [...new Set(addresses)].toSorted((a, b) => familyOf(a) - familyOf(b));
}

/** Uplinks come first; bridges, which only containers can reach, come last. */
function rank(iface: HostInterface): number {
  return iface.uplink ? 0 : iface.kind === 'bridge' ? 2 : 1;
}

/** `10.55.66.2/24` → `10.55.66.2`. */
export function withoutPrefix(address: string): string {
  return address.split('/')[0] ?? address;
}

/** Returns an endpoint's main address: its first IPv4 one, else its first global IPv6 one. */
export function endpointAddress(endpoint: Endpoint): string | null {
  const addresses = endpoint.interfaces
    .flatMap((iface) => iface.addresses.map(withoutPrefix))
    .filter((address) => !isLoopback(address) && !isLinkLocal(address));
  return addresses.find((address) => familyOf(address) === 4) ?? addresses[0] ?? null;
}
