import {
  cidrContains,
  familyName,
  familyOf,
  isLoopback,
  parseCidr,
  type Family,
} from '#shared/model/address';
import type { Route } from '#shared/model/network';
import type { Publication } from '#shared/model/publication';
import type { Table } from '#shared/model/rules';
import type { Topology } from '#shared/model/snapshot';
import type { ProxyProcess } from '../../observe/records/reading';

/** All that a prediction is computed from. */
export interface Facts {
  readonly topology: Topology;
  readonly tables: readonly Table[];
  /** The hairpin flag of every bridge port. */
  readonly hairpins: Readonly<Record<string, boolean>>;
  /** The proxies of Docker. */
  readonly proxies: readonly ProxyProcess[];
  /** The process that holds Portolan's ports. */
  readonly helper: number;
  readonly publications: readonly Publication[];
  /** Where the proxies of Portolan lead, by publication id. */
  readonly backends: ReadonlyMap<string, { readonly address: string; readonly port: number }>;
}

/** Whether packets within a bridge pass iptables too. */
export function bridgeNetfilter({ topology: { host } }: Facts, family: Family): boolean {
  const { bridgeNfCallIptables, bridgeNfCallIp6tables } = host.sysctls ?? {};
  return (family === 4 ? bridgeNfCallIptables : bridgeNfCallIp6tables) === true;
}

export function forwards({ topology: { host } }: Facts, family: Family): boolean {
  return family === 4 ? host.ipForward : (host.sysctls?.ip6Forward ?? false);
}

/** Whether an address is one of the host's own. */
export function isLocal({ topology: { host } }: Facts, address: string): boolean {
  if (familyOf(address) === 4 && isLoopback(address)) return true;
  return host.interfaces.some(({ addresses }) =>
    addresses.some((text) => text.startsWith(`${address}/`)),
  );
}

/** The reverse path filter that counts for an interface: the greater of its own and the one for all (ip-sysctl). */
export function reversePathFilter({ topology: { host } }: Facts, device: string): number {
  const own = host.interfaces.find(({ name }) => name === device)?.rpFilter;
  const { all = 0, default: usual = 0 } = host.sysctls?.rpFilter ?? {};
  return Math.max(all, own ?? usual);
}

export function routesLocalnet({ topology: { host } }: Facts, device: string): boolean {
  const own = host.interfaces.find(({ name }) => name === device)?.routeLocalnet ?? false;
  return own || (host.sysctls?.routeLocalnet ?? false);
}

/** One way on: over a device, straight or by a gateway. */
export interface NextHop {
  readonly device: string;
  readonly gateway?: string;
  readonly source?: string;
  /** `blackhole`, `unreachable`, …; absent for an ordinary one. */
  readonly type?: string;
}

/** What has interfaces and routes: the host or an endpoint. */
export interface Stack {
  readonly interfaces: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly addresses: readonly string[];
  }[];
  readonly routes: readonly Route[];
}

/** Finds the way to an address: the longest prefix, then the lowest metric. Networks of interfaces count as routes. */
export function routeTo({ interfaces, routes }: Stack, address: string): NextHop | undefined {
  const family = familyName(familyOf(address));
  let best: { hop: NextHop; prefix: number; metric: number } | undefined;
  const offer = (hop: NextHop, prefix: number, metric: number) => {
    if (
      best === undefined ||
      prefix > best.prefix ||
      (prefix === best.prefix && metric < best.metric)
    )
      best = { hop, prefix, metric };
  };
  const isUp = (device: string | undefined) =>
    device !== undefined && interfaces.some(({ name, up }) => name === device && up);
  for (const route of routes) {
    if (route.family !== family || route.table !== undefined) continue;
    const prefix = matchedPrefix(route.destination, address);
    if (prefix === null || (route.type === undefined && !isUp(route.device))) continue;
    const { device = '', gateway, source, type, metric = 0 } = route;
    const hop: NextHop = {
      device,
      ...(gateway === undefined ? {} : { gateway }),
      ...(source === undefined ? {} : { source }),
      ...(type === undefined ? {} : { type }),
    };
    offer(hop, prefix, metric);
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

/** The address by which a stack speaks on a device to somebody: in the same network when there is one. */
export function sourceAddress(
  { interfaces }: Stack,
  { device, source }: NextHop,
  towards: string,
): string | undefined {
  if (source !== undefined) return source;
  const cidrs = (interfaces.find(({ name }) => name === device)?.addresses ?? []).flatMap(
    (text) => {
      const cidr = parseCidr(text);
      return cidr.ok && familyOf(cidr.value.address) === familyOf(towards) ? [cidr.value] : [];
    },
  );
  const near = cidrs.find((cidr) => cidrContains(cidr, towards)) ?? cidrs[0];
  if (near !== undefined) return near.address;
  // A device without an address borrows one (ip(8), source address selection).
  return interfaces
    .flatMap(({ addresses }) => addresses.map((text) => text.split('/')[0] ?? ''))
    .find((address) => familyOf(address) === familyOf(towards) && !isLoopback(address));
}

/** The host as something that routes. */
export function hostStack({ topology: { host } }: Facts): Stack {
  return { interfaces: host.interfaces, routes: host.routes ?? [] };
}
