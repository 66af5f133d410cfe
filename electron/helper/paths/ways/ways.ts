import { familyOf, isLinkLocal, isLoopback, parseCidr, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, HostInterface, Topology } from '#shared/model/snapshot';
import type { WayIn } from '#shared/model/trace';
import { msg, type Text } from '#shared/messages/message';
import { isWildcard } from '../../plan/resolved-publication';

/** One way in to a publication: who asks, and which address. */
export interface Way {
  readonly from: WayIn;
  /** null where there is nothing that could be asked; `note` says why. */
  readonly address: string | null;
  readonly note?: Text;
}

/** The ways in, in the order in which a person reads them. */
export const waysIn: readonly WayIn[] = [
  'lan',
  'host-address',
  'loopback4',
  'loopback6',
  'neighbour',
  'self',
];

/**
 * Which address each way in asks. A publication of one address is asked there by everybody who can name it; those
 * who cannot (a loopback address from outside) ask the computer's own address, as a person would.
 */
export function waysTo(publication: Publication, { host, bridges }: Topology): readonly Way[] {
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
  const asked = (from: WayIn, address: string | undefined, note: Text): Way =>
    address === undefined ? { from, address: null, note } : { from, address };
  const nothing = msg('note.nothingToAsk');
  return [
    asked('lan', outer, msg('note.noOuterAddress')),
    asked('host-address', inner, nothing),
    { from: 'loopback4', address: loopback('127.0.0.1') },
    { from: 'loopback6', address: loopback('::1') },
    asked('neighbour', inner, nothing),
    asked('self', inner, nothing),
  ];
}

/**
 * The address by which the outside knows this computer: that of the interface with the default route, else of a
 * network card, else of what else is no bridge and no port of one. IPv4 unless a family is asked for.
 */
export function outerAddress(
  interfaces: readonly HostInterface[],
  family: Family | undefined,
): string | undefined {
  return outerInterface(interfaces, family)?.address;
}

/** The same with the interface that has it. */
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

/** The addresses of an interface that are good beyond one link. */
export function globalAddresses({ addresses }: Pick<HostInterface, 'addresses'>) {
  return addresses.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok && !isLoopback(cidr.value.address) && !isLinkLocal(cidr.value.address)
      ? [cidr.value]
      : [];
  });
}

/** Who asks as a neighbour of an endpoint. */
export type Neighbour =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  /** Nobody is there: a test client of our own joins the bridge. */
  | { readonly kind: 'guest'; readonly bridge: string }
  | { readonly kind: 'none'; readonly note: Text };

/** Chooses a neighbour on the same bridge that can ask addresses of a family, best one with a default route. */
export function neighbourOf(
  endpoint: Endpoint,
  { endpoints }: Pick<Topology, 'endpoints'>,
  family: Family,
): Neighbour {
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

/** The endpoint that a publication leads to, when it runs. */
export function endpointOf(
  { endpoint }: Pick<Publication, 'endpoint'>,
  { endpoints }: Pick<Topology, 'endpoints'>,
): Endpoint | undefined {
  return endpoints.find(({ id }) => id === endpoint?.id);
}
