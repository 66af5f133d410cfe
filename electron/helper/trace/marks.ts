import { familyOf, parseCidr, type Family } from '#shared/model/address';
import type { Flow } from '#shared/model/flow';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { byFamily, type Mark, type Role } from './own-table';

/** The marks of a trace: those on the host, and those inside endpoints by id. */
export interface Marks {
  readonly host: readonly Mark[];
  readonly endpoints: ReadonlyMap<string, readonly Mark[]>;
}

type Machine = Pick<Snapshot, 'host' | 'endpoints'>;

/** The addresses of an endpoint, without their prefixes. */
export function addressesOf({ interfaces }: Pick<Endpoint, 'interfaces'>): readonly string[] {
  return bare(interfaces.flatMap(({ addresses }) => addresses));
}

/** The host's addresses that other namespaces can connect to. */
function hostAddresses({ host }: Machine): readonly string[] {
  return bare(host.interfaces.flatMap(({ addresses }) => addresses)).filter(
    (address) => address !== '::1' && !address.startsWith('127.'),
  );
}

function bare(addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok ? [cidr.value.address] : [];
  });
}

/**
 * The marks for packets that open connections to a publication: those to the host port, those that
 * a proxy sends on, those that arrive at the endpoint, and those that the endpoint itself sends to
 * the host port. Replies are not traced.
 *
 * @param clients other endpoints that connect to the host port, and are traced inside as well
 */
export function publicationMarks(
  publication: Publication,
  machine: Machine,
  clients: readonly string[] = [],
): Marks {
  const { protocol, hostIp, hostPort, containerPort, proxy } = publication;
  const endpoint = machine.endpoints.find(({ id }) => id === publication.endpoint?.id);
  const opening = protocol === 'tcp';
  const target = { role: 'target', protocol, dport: hostPort, opening } as const;
  const inside = { protocol, dport: containerPort, opening } as const;
  const hostSide: readonly Mark[] = (['prerouting', 'output'] as const).flatMap(
    (hook): readonly Mark[] =>
      hostIp === '*' || isWildcard(hostIp)
        ? [
            {
              ...target,
              hook,
              dst: 'local',
              family: hostIp === '*' ? undefined : familyOf(hostIp),
            },
          ]
        : towards({ ...target, hook }, [hostIp]),
  );
  const own = endpoint === undefined ? [] : addressesOf(endpoint);
  const proxied: readonly Mark[] = proxy
    ? towards({ ...inside, hook: 'output', role: 'proxied' }, own)
    : [];
  const reachable = hostIp === '*' || isWildcard(hostIp) ? hostAddresses(machine) : [hostIp];
  const outwards = towards({ ...target, hook: 'output' }, reachable);
  const atEndpoint = [
    ...towards({ ...inside, hook: 'prerouting', role: 'arrived' }, own),
    ...outwards,
  ];
  return {
    host: [...hostSide, ...proxied],
    endpoints: new Map([
      ...clients.map((id) => [id, outwards] as const),
      ...(endpoint === undefined ? [] : [[endpoint.id, atEndpoint] as const]),
    ]),
  };
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** One mark for each family of the addresses. */
function towards(mark: Mark, addresses: readonly string[]): readonly Mark[] {
  return [...byFamily(addresses)].map(([family, dst]) => ({ ...mark, family, dst }));
}

/** The marks for both directions of one connection. */
export function flowMarks(
  { protocol, original, reply }: Pick<Flow, 'original' | 'reply'> & { protocol: Mark['protocol'] },
  machine: Machine,
): Marks {
  const host = [original, reply].flatMap((tuple) =>
    (['prerouting', 'output'] as const).map((hook) => tupleMark(tuple, hook, 'target', protocol)),
  );
  // Inside, the answering side sees the reply's tuple reversed.
  const endpoints = new Map<string, readonly Mark[]>();
  for (const endpoint of machine.endpoints) {
    const own = addressesOf(endpoint);
    const marks = [original, reply].flatMap((tuple, index) => {
      const other = index === 0 ? reply : original;
      return [
        ...(own.includes(tuple.src) ? [tupleMark(tuple, 'output', 'target', protocol)] : []),
        ...(own.includes(other.src)
          ? [tupleMark(reversed(other), 'prerouting', 'arrived', protocol)]
          : []),
      ];
    });
    if (marks.length > 0) endpoints.set(endpoint.id, marks);
  }
  return { host, endpoints };
}

type Tuple = Pick<Flow['original'], 'src' | 'dst' | 'sport' | 'dport'>;

function reversed({ src, dst, sport, dport }: Tuple): Tuple {
  return { src: dst, dst: src, sport: dport, dport: sport };
}

function tupleMark(
  { src, dst, sport, dport }: Tuple,
  hook: Mark['hook'],
  role: Role,
  protocol: Mark['protocol'],
): Mark {
  return { hook, role, protocol, family: familyOf(src), src: [src], dst: [dst], sport, dport };
}

/** A user's filter. Its addresses are canonical, with or without a prefix, and of one family. */
export interface Filter {
  readonly protocol: Mark['protocol'];
  readonly family?: Family;
  readonly src?: string;
  readonly dst?: string;
  readonly sport?: number;
  readonly dport?: number;
}

/**
 * The marks for all packets that match a filter, not only the first of a connection: on the host,
 * and inside the endpoints that have the source or destination address, or that a matching
 * publication leads to.
 */
export function filterMarks(
  filter: Filter,
  machine: Machine & Pick<Snapshot, 'publications'>,
): Marks {
  const { src, dst } = filter;
  const conditions: Omit<Mark, 'hook' | 'role'> = {
    ...filter,
    src: src === undefined ? undefined : [src],
    dst: dst === undefined ? undefined : [dst],
  };
  const endpoints = new Map<string, readonly Mark[]>();
  for (const endpoint of machine.endpoints) {
    const own = addressesOf(endpoint);
    const published = machine.publications.filter(
      (publication) =>
        publication.endpoint?.id === endpoint.id &&
        publication.protocol === filter.protocol &&
        publication.hostPort === filter.dport &&
        (dst === undefined || !own.includes(dst)),
    );
    const marks: readonly Mark[] = [
      ...(src !== undefined && own.includes(src)
        ? [{ ...conditions, hook: 'output', role: 'target' } as const]
        : []),
      ...(dst !== undefined && own.includes(dst)
        ? [{ ...conditions, hook: 'prerouting', role: 'arrived' } as const]
        : []),
      ...published.flatMap(({ protocol, containerPort }) =>
        towards({ protocol, dport: containerPort, hook: 'prerouting', role: 'arrived' }, own),
      ),
    ];
    if (marks.length > 0) endpoints.set(endpoint.id, marks);
  }
  return {
    host: (['prerouting', 'output'] as const).map((hook) => ({
      ...conditions,
      hook,
      role: 'target',
    })),
    endpoints,
  };
}

/** Merges the marks of several traces into one. */
export function mergeMarks(all: readonly Marks[]): Marks {
  const endpoints = new Map<string, readonly Mark[]>();
  for (const { endpoints: some } of all) {
    for (const [id, marks] of some) endpoints.set(id, [...(endpoints.get(id) ?? []), ...marks]);
  }
  return { host: all.flatMap(({ host }) => host), endpoints };
}
