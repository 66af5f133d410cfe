import { cidrContains, familyOf, isLoopback, parseCidr, type Cidr } from '#shared/model/address';
import type { FlowFacts, InterfaceFacts, PublicationFacts, RuleFacts } from './flow-facts';

/** Maximum number of addresses whose route is cached. */
const maxCachedRoutes = 65_536;

/** The facts, indexed for fast lookups by one flow after another. */
export class FlowIndex {
  readonly #host: ReadonlySet<string>;
  readonly #interfaces: ReadonlyMap<string, readonly InterfaceFacts[]>;
  readonly #byHostPort: ReadonlyMap<string, readonly PublicationFacts[]>;
  readonly #bySocket: ReadonlyMap<string, readonly PublicationFacts[]>;
  readonly #rules: ReadonlyMap<string, readonly RuleFacts[]>;
  /** Longest prefix first. */
  readonly #routes: readonly { readonly network: Cidr; readonly device: string }[];
  readonly #devices = new Map<string, string | null>();

  constructor(facts: FlowFacts) {
    this.#host = new Set(facts.hostAddresses);
    this.#interfaces = grouped(
      facts.interfaces.flatMap((one) => one.addresses.map((address) => [address, one] as const)),
    );
    this.#byHostPort = grouped(
      facts.publications.map((one) => [portKey(one.protocol, one.hostPort), one] as const),
    );
    this.#bySocket = grouped(
      facts.publications.flatMap((one) =>
        one.containerIp === null
          ? []
          : [[socketKey(one.protocol, one.containerIp, one.containerPort), one] as const],
      ),
    );
    this.#rules = grouped(
      facts.rules.map(
        (rule) => [ruleKey(rule.protocol, rule.hostPort, rule.to, rule.toPort), rule] as const,
      ),
    );
    this.#routes = facts.routes
      .flatMap(({ network, device }) => {
        const parsed = parseCidr(network);
        return parsed.ok ? [{ network: parsed.value, device }] : [];
      })
      .sort((a, b) => b.network.prefix - a.network.prefix);
  }

  isHost(address: string): boolean {
    return this.#host.has(address) || isLoopback(address);
  }

  /**
   * The endpoint interface that has an address; if several have it, the one that the host's route
   * leads to.
   */
  endpointInterface(address: string): InterfaceFacts | undefined {
    const all = this.#interfaces.get(address);
    if (all === undefined || all.length === 1) return all?.[0];
    const device = this.deviceTowards(address);
    return all.find(({ bridge, hostPeer }) => device === bridge || device === hostPeer) ?? all[0];
  }

  /** The interface by which packets to an address leave the host; null without a known route. */
  deviceTowards(address: string): string | null {
    const known = this.#devices.get(address);
    if (known !== undefined) return known;
    const device =
      this.#routes.find(({ network }) => cidrContains(network, address))?.device ?? null;
    if (this.#devices.size >= maxCachedRoutes) this.#devices.clear();
    this.#devices.set(address, device);
    return device;
  }

  /** The publications at this host address and port. */
  publishedAt(protocol: string, address: string, port: number): readonly PublicationFacts[] {
    return (this.#byHostPort.get(portKey(protocol, port)) ?? []).filter(({ hostIp }) =>
      covers(hostIp, address),
    );
  }

  /** The publications at this host address and port that have a proxy. */
  proxiedAt(protocol: string, address: string, port: number): readonly PublicationFacts[] {
    return this.publishedAt(protocol, address, port).filter(({ proxy }) => proxy);
  }

  /** The publications that lead to this socket of a container. */
  leadingTo(protocol: string, address: string, port: number): readonly PublicationFacts[] {
    return this.#bySocket.get(socketKey(protocol, address, port)) ?? [];
  }

  /** The first rule that translates `host` to `to`. */
  rule(
    protocol: string,
    host: { readonly address: string; readonly port: number },
    to: { readonly address: string; readonly port: number },
  ): RuleFacts | undefined {
    return this.#rules
      .get(ruleKey(protocol, host.port, to.address, to.port))
      ?.find(({ hostIp }) => covers(hostIp, host.address));
  }
}

/** Whether the host address of a publication or rule includes `address`. */
function covers(hostIp: string, address: string): boolean {
  if (hostIp === '*' || hostIp === address) return true;
  return hostIp === (familyOf(address) === 4 ? '0.0.0.0' : '::');
}

function portKey(protocol: string, port: number): string {
  return `${protocol} ${String(port)}`;
}

function socketKey(protocol: string, address: string, port: number): string {
  return `${protocol} ${address} ${String(port)}`;
}

function ruleKey(protocol: string, port: number, to: string, toPort: number): string {
  return `${protocol} ${String(port)} ${to} ${String(toPort)}`;
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
