import { familyOf, parseCidr, type Family } from '#shared/model/address';
import type { Flow } from '#shared/model/flow';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { byFamily, type Mark, type Role } from './own-table';

/** Where packets are marked: on the host, and inside endpoints by their id. */
export interface Marks {
  readonly host: readonly Mark[];
  readonly endpoints: ReadonlyMap<string, readonly Mark[]>;
}

type Machine = Pick<Snapshot, 'host' | 'endpoints'>;

/** The addresses of an endpoint, without their prefixes. */
export function addressesOf({ interfaces }: Pick<Endpoint, 'interfaces'>): readonly string[] {
  return bare(interfaces.flatMap(({ addresses }) => addresses));
}

/** The host's own addresses that another namespace could ask. */
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
 * What to mark for the packets that open connections to a publication: what asks the host port, what a proxy sends
 * on, what arrives at the endpoint, and what the endpoint itself sends to the host port. Replies are not followed.
 *
 * @param askers other endpoints that ask the host port, and are looked into for that
 */
export function publicationMarks(
  publication: Publication,
  machine: Machine,
  askers: readonly string[] = [],
): Marks {
  const { protocol, hostIp, hostPort, containerPort, proxy } = publication;
  const endpoint = machine.endpoints.find(({ id }) => id === publication.endpoint?.id);
  const opening = protocol === 'tcp';
  const asked = { role: 'asked', protocol, dport: hostPort, opening } as const;
  const inside = { protocol, dport: containerPort, opening } as const;
  const hostSide: readonly Mark[] = (['prerouting', 'output'] as const).flatMap(
    (hook): readonly Mark[] =>
      hostIp === '*' || isWildcard(hostIp)
        ? [
            {
              ...asked,
              hook,
              dst: 'local',
              ...(hostIp === '*' ? {} : { family: familyOf(hostIp) }),
            },
          ]
        : towards({ ...asked, hook }, [hostIp]),
  );
  const own = endpoint === undefined ? [] : addressesOf(endpoint);
  const passedOn: readonly Mark[] = proxy
    ? towards({ ...inside, hook: 'output', role: 'passed-on' }, own)
    : [];
  const reachable = hostIp === '*' || isWildcard(hostIp) ? hostAddresses(machine) : [hostIp];
  const outwards = towards({ ...asked, hook: 'output' }, reachable);
  const atEndpoint = [
    ...towards({ ...inside, hook: 'prerouting', role: 'arrived' }, own),
    ...outwards,
  ];
  return {
    host: [...hostSide, ...passedOn],
    endpoints: new Map([
      ...askers.map((id) => [id, outwards] as const),
      ...(endpoint === undefined ? [] : [[endpoint.id, atEndpoint] as const]),
    ]),
  };
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** A mark for each family of the addresses. */
function towards(mark: Mark, addresses: readonly string[]): readonly Mark[] {
  return [...byFamily(addresses)].map(([family, dst]) => ({ ...mark, family, dst }));
}

/** Both directions of one connection. */
export function flowMarks(
  { protocol, original, reply }: Pick<Flow, 'original' | 'reply'> & { protocol: Mark['protocol'] },
  machine: Machine,
): Marks {
  const host = [original, reply].flatMap((tuple) =>
    (['prerouting', 'output'] as const).map((hook) => tupleMark(tuple, hook, 'asked', protocol)),
  );
  // Inside, the answering side sees the reply's tuple turned round.
  const endpoints = new Map<string, readonly Mark[]>();
  for (const endpoint of machine.endpoints) {
    const own = addressesOf(endpoint);
    const marks = [original, reply].flatMap((tuple, index) => {
      const other = index === 0 ? reply : original;
      return [
        ...(own.includes(tuple.src) ? [tupleMark(tuple, 'output', 'asked', protocol)] : []),
        ...(own.includes(other.src)
          ? [tupleMark(turned(other), 'prerouting', 'arrived', protocol)]
          : []),
      ];
    });
    if (marks.length > 0) endpoints.set(endpoint.id, marks);
  }
  return { host, endpoints };
}

type Tuple = Pick<Flow['original'], 'src' | 'dst' | 'sport' | 'dport'>;

function turned({ src, dst, sport, dport }: Tuple): Tuple {
  return {
    ...{ src: dst, dst: src },
    ...(dport === undefined ? {} : { sport: dport }),
    ...(sport === undefined ? {} : { dport: sport }),
  };
}

function tupleMark(
  { src, dst, sport, dport }: Tuple,
  hook: Mark['hook'],
  role: Role,
  protocol: Mark['protocol'],
): Mark {
  return {
    ...{ hook, role, protocol, family: familyOf(src), src: [src], dst: [dst] },
    ...(sport === undefined ? {} : { sport }),
    ...(dport === undefined ? {} : { dport }),
  };
}

/** What a person filters by; addresses are canonical, with a prefix or without, and of one family. */
export interface Filter {
  readonly protocol: Mark['protocol'];
  readonly family?: Family;
  readonly src?: string;
  readonly dst?: string;
  readonly sport?: number;
  readonly dport?: number;
}

/**
 * Every packet that fits, whatever its place in its connection: on the host, and inside the endpoints that have
 * the source or the destination, or that a publication on the way leads to.
 */
export function filterMarks(
  filter: Filter,
  machine: Machine & Pick<Snapshot, 'publications'>,
): Marks {
  const { src, dst, family, ...rest } = filter;
  const fits: Omit<Mark, 'hook' | 'role'> = {
    ...rest,
    ...(family === undefined ? {} : { family }),
    ...(src === undefined ? {} : { src: [src] }),
    ...(dst === undefined ? {} : { dst: [dst] }),
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
        ? [{ ...fits, hook: 'output', role: 'asked' } as const]
        : []),
      ...(dst !== undefined && own.includes(dst)
        ? [{ ...fits, hook: 'prerouting', role: 'arrived' } as const]
        : []),
      ...published.flatMap(({ protocol, containerPort }) =>
        towards({ protocol, dport: containerPort, hook: 'prerouting', role: 'arrived' }, own),
      ),
    ];
    if (marks.length > 0) endpoints.set(endpoint.id, marks);
  }
  return {
    host: (['prerouting', 'output'] as const).map((hook) => ({ ...fits, hook, role: 'asked' })),
    endpoints,
  };
}

/** The marks of several traces as those of one. */
export function mergeMarks(all: readonly Marks[]): Marks {
  const endpoints = new Map<string, readonly Mark[]>();
  for (const { endpoints: some } of all) {
    for (const [id, marks] of some) endpoints.set(id, [...(endpoints.get(id) ?? []), ...marks]);
  }
  return { host: all.flatMap(({ host }) => host), endpoints };
}
