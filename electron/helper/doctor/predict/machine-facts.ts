import { familyOf, isLoopback, type Family } from '#shared/model/address';
import { namespaceOf, type NamespaceRef } from '#shared/model/namespace';
import type { Publication } from '#shared/model/publication';
import type { Table } from '#shared/model/rules';
import type { Endpoint, EndpointInterface, Host, Topology } from '#shared/model/snapshot';
import type { ProxyProcess } from '../../observe/records/reading';
import type { Firewall } from './netfilter';
import type { RuleParser } from './parse-rule';
import { sourceAddress, type Stack } from './route-lookup';

/** All that a prediction is computed from. */
export interface Facts {
  readonly topology: Topology;
  readonly tables: readonly Table[];
  /** Parses the rules in `tables`. */
  readonly parseRule: RuleParser;
  /** The hairpin flag of every bridge port. */
  readonly hairpins: Readonly<Record<string, boolean>>;
  /** The proxies of Docker. */
  readonly proxies: readonly ProxyProcess[];
  /** The process that holds Portolan's ports. */
  readonly helper: number;
  readonly publications: readonly Publication[];
  /** Where the proxies of Portolan forward to, by publication id. */
  readonly backends: ReadonlyMap<string, { readonly address: string; readonly port: number }>;
}

/** Whether frames that stay within a bridge pass iptables too. */
export function bridgeNetfilter({ topology: { host } }: Facts, family: Family): boolean {
  const { bridgeNfCallIptables, bridgeNfCallIp6tables } = host.sysctls ?? {};
  return (family === 4 ? bridgeNfCallIptables : bridgeNfCallIp6tables) === true;
}

/** Whether the host forwards packets of a family. */
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

/**
 * The reverse path filter in effect on an interface: the greater of its own and the one for all
 * (ip-sysctl in the kernel's documentation).
 */
export function reversePathFilter({ topology: { host } }: Facts, device: string): number {
  const own = host.interfaces.find(({ name }) => name === device)?.rpFilter;
  const { all = 0, default: usual = 0 } = host.sysctls?.rpFilter ?? {};
  return Math.max(all, own ?? usual);
}

/** Whether the host routes packets with loopback addresses on an interface. */
export function routesLocalnet({ topology: { host } }: Facts, device: string): boolean {
  const own = host.interfaces.find(({ name }) => name === device)?.routeLocalnet ?? false;
  return own || (host.sysctls?.routeLocalnet ?? false);
}

/** The interfaces and routes of the host. */
export function hostStack({ topology: { host } }: Facts): Stack {
  return stackOf(host);
}

/** The interfaces and routes of the host or an endpoint. */
export function stackOf({ interfaces, routes = [] }: Host | Endpoint): Stack {
  return { interfaces, routes };
}

/** The host's rules, with what they need to know about its interfaces. */
export function firewallOf(facts: Facts): Firewall {
  return {
    tables: facts.tables,
    parseRule: facts.parseRule,
    isLocal: (address) => isLocal(facts, address),
    masqueradeAs: ({ oif, dst }) =>
      oif === null ? undefined : sourceAddress(hostStack(facts), { device: oif }, dst),
    redirectTo: ({ iif, family }) => {
      if (iif === null) return family === 4 ? '127.0.0.1' : '::1';
      return sourceAddress(hostStack(facts), { device: iif }, family === 4 ? '0.0.0.0' : '::');
    },
  };
}

/** The endpoint that has an address, and the interface with it. */
export function ownerOf(
  { topology: { endpoints } }: Facts,
  address: string,
): { readonly endpoint: Endpoint; readonly link: EndpointInterface } | undefined {
  for (const endpoint of endpoints) {
    const link = endpoint.interfaces.find(({ addresses }) =>
      addresses.some((text) => text.startsWith(`${address}/`)),
    );
    if (link !== undefined) return { endpoint, link };
  }
  return undefined;
}

/** The namespace of an endpoint, for `ip`. */
export function namespaceRef(endpoint: Endpoint): NamespaceRef {
  return namespaceOf(endpoint) ?? { pid: 0 };
}

/** The port of the host's bridge behind an endpoint's interface; null when it is on no bridge. */
export function bridgePort({ bridge, hostPeer }: EndpointInterface): string | null {
  return bridge === undefined ? null : (hostPeer ?? null);
}

/**
 * The host's interface towards an endpoint's interface: its bridge, or the other end of its wire.
 */
export function wireOf({ bridge, hostPeer }: EndpointInterface): string | undefined {
  return bridge ?? hostPeer;
}
