import { cidrContains, familyName, familyOf, isLoopback, parseCidr } from '#shared/model/address';
import type { Route } from '#shared/model/network';

/** What has interfaces and routes: the host or an endpoint. */
export interface Stack {
  readonly interfaces: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly addresses: readonly string[];
  }[];
  readonly routes: readonly Route[];
}

/** The next hop of a route: a device, with a gateway where there is one. */
export interface NextHop {
  readonly device: string;
  readonly gateway?: string;
  readonly source?: string;
  /** `blackhole`, `unreachable`, …; absent for an ordinary route. */
  readonly type?: string;
}

/**
 * Looks up the route to an address in the main table: the longest prefix, then the lowest metric.
 * Routes over interfaces that are down do not count.
 */
export function routeTo({ interfaces, routes }: Stack, address: string): NextHop | undefined {
  const family = familyName(familyOf(address));
  const isUp = (device: string | undefined) =>
    device !== undefined && interfaces.some(({ name, up }) => name === device && up);
  let best: { hop: NextHop; prefix: number; metric: number } | undefined;
  for (const route of routes) {
    if (route.family !== family || route.table !== undefined) continue;
    const prefix = matchedPrefix(route.destination, address);
    if (prefix === null || (route.type === undefined && !isUp(route.device))) continue;
    const { device = '', gateway, source, type, metric = 0 } = route;
    const isBetter =
      best === undefined ||
      prefix > best.prefix ||
      (prefix === best.prefix && metric < best.metric);
    if (isBetter) best = { hop: { device, gateway, source, type }, prefix, metric };
  }
  return best?.hop;
}

function matchedPrefix(destination: string, address: string): number | null {
  if (destination === 'default') return 0;
  const text = destination.includes('/')
    ? destination
    : `${destination}/${destination.includes(':') ? '128' : '32'}`;
  const cidr = parseCidr(text);
  return cidr.ok && cidrContains(cidr.value, address) ? cidr.value.prefix : null;
}

/**
 * The source address of packets that a stack sends over a device: one in the network of the
 * destination where there is one.
 */
export function sourceAddress(
  { interfaces }: Stack,
  { device, source }: NextHop,
  destination: string,
): string | undefined {
  if (source !== undefined) return source;
  const cidrs = (interfaces.find(({ name }) => name === device)?.addresses ?? []).flatMap(
    (text) => {
      const cidr = parseCidr(text);
      return cidr.ok && familyOf(cidr.value.address) === familyOf(destination) ? [cidr.value] : [];
    },
  );
  const near = cidrs.find((cidr) => cidrContains(cidr, destination)) ?? cidrs[0];
  if (near !== undefined) return near.address;
  // A device without an address borrows one (ip(8), source address selection).
  return interfaces
    .flatMap(({ addresses }) => addresses.map((text) => text.split('/')[0] ?? ''))
    .find((address) => familyOf(address) === familyOf(destination) && !isLoopback(address));
}
