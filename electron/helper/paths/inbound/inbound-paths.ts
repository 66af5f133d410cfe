import { familyOf, isLinkLocal, isLoopback, parseCidr, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, HostInterface, Topology } from '#shared/model/snapshot';
import type { PathFrom } from '#shared/model/trace';
import { msg, type Text } from '#shared/messages/message';
import { isWildcard } from '../../plan/resolved-publication';

/** One inbound path to a publication: who connects, and to which address. */
export interface InboundPath {
  readonly from: PathFrom;
  /** null if there is no address to connect to; `note` gives the reason. */
  readonly address: string | null;
  readonly note?: Text;
}

/**
 * Returns the inbound paths of a publication, in the order in which they are shown. If it is on one
 * address, clients that can reach that address connect to it. The others (outside, if it is a
 * loopback address) connect to the computer's own address, as a user would try.
 */
export function inboundPaths(
  publication: Publication,
  { host, bridges }: Topology,
): readonly InboundPath[] {
  const { hostIp } = publication;
  const single = isWildcard(hostIp) ? undefined : hostIp;
  const own = single === undefined || isLoopback(single) ? undefined : single;
  const family = hostIp === '*' ? undefined : familyOf(hostIp);
  const outer = own ?? outerAddress(host.interfaces, family);
  const inner = outer ?? firstAddress(bridges, family);
  const loopback = (address: string): string =>
    single !== undefined && isLoopback(single) && familyOf(single) === familyOf(address)
      ? single
      : address;
  const pathTo = (from: PathFrom, address: string | undefined, note: Text): InboundPath =>
    address === undefined ? { from, address: null, note } : { from, address };
  const noAddress = msg('note.nothingToAsk');
  return [
    pathTo('lan', outer, msg('note.noOuterAddress')),
    pathTo('host-address', inner, noAddress),
    { from: 'loopback4', address: loopback('127.0.0.1') },
    { from: 'loopback6', address: loopback('::1') },
    pathTo('neighbour', inner, noAddress),
    pathTo('self', inner, noAddress),
  ];
}

/**
 * Returns the address of this computer for clients outside: that of the interface with the default
 * route, else of a network card, else of any interface that is neither a bridge nor a port of one.
 * IPv4 comes first unless a family is given.
 */
function outerAddress(
  interfaces: readonly HostInterface[],
  family: Family | undefined,
): string | undefined {
  return outerInterface(interfaces, family)?.address;
}

/** Like {@link outerAddress}, with the interface that has it. */
export function outerInterface(
  interfaces: readonly HostInterface[],
  family: Family | undefined,
): { readonly link: HostInterface; readonly address: string; readonly prefix: number } | undefined {
  const rank = ({ uplink, kind }: HostInterface): number =>
    uplink ? 0 : kind === 'physical' ? 1 : kind === 'dummy' ? 3 : 2;
  const outer = interfaces
    .filter(({ kind, bridge, uplink }) => uplink || (kind !== 'bridge' && bridge === undefined))
    .filter(({ kind, up }) => kind !== 'loopback' && up)
    .sort((a, b) => rank(a) - rank(b));
  for (const wanted of family === undefined ? ([4, 6] as const) : [family]) {
    for (const link of outer) {
      const cidr = globalAddresses(link).find(({ address }) => familyOf(address) === wanted);
      if (cidr !== undefined) return { link, ...cidr };
    }
  }
  return undefined;
}

function firstAddress(
  links: readonly Pick<HostInterface, 'addresses'>[],
  family: Family | undefined,
): string | undefined {
  return links
    .flatMap(globalAddresses)
    .map(({ address }) => address)
    .find((address) => family === undefined || familyOf(address) === family);
}

/** The addresses of an interface that are valid beyond one link. */
function globalAddresses({ addresses }: Pick<HostInterface, 'addresses'>) {
  return addresses.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok && !isLoopback(cidr.value.address) && !isLinkLocal(cidr.value.address)
      ? [cidr.value]
      : [];
  });
}

/** The client that connects as a neighbour of an endpoint. */
export type NeighbourClient =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  /** There is no other endpoint: a test client joins the bridge. */
  | { readonly kind: 'guest'; readonly bridge: string }
  | { readonly kind: 'none'; readonly note: Text };

/**
 * Chooses a neighbour on the same bridge with an address of a family, preferably with a default
 * route.
 */
export function neighbourOf(
  endpoint: Endpoint,
  { endpoints }: Pick<Topology, 'endpoints'>,
  family: Family,
): NeighbourClient {
  const own = new Set(endpoint.interfaces.flatMap(({ bridge }) => bridge ?? []));
  const [bridge] = own;
  if (bridge === undefined) {
    return { kind: 'none', note: msg('note.noNeighbours', { endpoint: endpoint.name }) };
  }
  const neighbours = endpoints.filter(
    ({ id, interfaces }) =>
      id !== endpoint.id &&
      interfaces.some(
        (link) =>
          link.up &&
          link.bridge !== undefined &&
          own.has(link.bridge) &&
          globalAddresses(link).some(({ address }) => familyOf(address) === family),
      ),
  );
  const routed = neighbours.find(
    ({ defaultRoute, defaultRoute6 }) =>
      (family === 4 ? defaultRoute : defaultRoute6) !== undefined,
  );
  const chosen = routed ?? neighbours[0];
  return chosen === undefined ? { kind: 'guest', bridge } : { kind: 'endpoint', endpoint: chosen };
}

/** The endpoint that a publication leads to, if it is running. */
export function endpointOf(
  { endpoint }: Pick<Publication, 'endpoint'>,
  { endpoints }: Pick<Topology, 'endpoints'>,
): Endpoint | undefined {
  return endpoints.find(({ id }) => id === endpoint?.id);
}
