import { isLinkLocal } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import { publicationId, type Origin, type Publication } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { msg } from '#shared/messages/message';
import type { Reading } from '../records/reading';
import { translatedPorts } from './dnat-rules';

/** Evidence that others publish a port: a rule, a proxy, or the engine's own list. */
interface Sign {
  readonly origin: Origin;
  readonly protocol: Protocol;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  /** null when the engine names the container but not the address. */
  readonly containerIp: string | null;
  readonly endpoint: Endpoint | undefined;
  readonly dnat: boolean;
  readonly proxy: boolean;
}

/**
 * The publications of others: Docker, Podman, or any DNAT rule. Each host port has one for each
 * protocol and host address; 0.0.0.0 and :: to the same target become one, with the address `*`.
 */
export function foreignPublications(
  reading: Pick<Reading, 'tables' | 'proxies' | 'containers' | 'namespaces'>,
  endpoints: readonly Endpoint[],
): readonly Publication[] {
  const ports = new Map<string, Sign>();
  for (const sign of signsOf(reading, endpoints)) {
    const key = [sign.origin, publicationId(sign.hostIp, sign.hostPort, sign.protocol)].join(':');
    const known = ports.get(key);
    ports.set(key, known === undefined ? sign : joined(known, sign));
  }
  return joinFamilies(ports).map(publicationOf);
}

/** All evidence, the most detailed first. */
function signsOf(
  { tables, proxies, containers, namespaces }: Parameters<typeof foreignPublications>[0],
  endpoints: readonly Endpoint[],
): readonly Sign[] {
  const byAddress = addressIndex(endpoints);
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const byInode = new Map(namespaces.map(({ inode, id }) => [inode, byId.get(id)]));
  return [
    ...translatedPorts(tables).map((port): Sign => ({
      ...port,
      endpoint: byAddress(port.containerIp, port.origin),
      dnat: true,
      proxy: false,
    })),
    ...proxies.map((proxy): Sign => ({
      ...proxy,
      origin: 'docker',
      endpoint: byAddress(proxy.containerIp, 'docker'),
      dnat: false,
      proxy: true,
    })),
    ...containers.flatMap(({ runtime, inode, ports }) => {
      const endpoint = byInode.get(inode);
      if (endpoint === undefined) return [];
      return ports.map((port): Sign => ({
        ...port,
        origin: runtime,
        containerIp: null,
        endpoint,
        dnat: false,
        proxy: false,
      }));
    }),
  ];
}

/** Finds the endpoint that has an address; of several, one of the given runtime. */
function addressIndex(
  endpoints: readonly Endpoint[],
): (address: string, runtime: Origin) => Endpoint | undefined {
  const index = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    for (const address of addressesOf(endpoint)) {
      index.set(address, [...(index.get(address) ?? []), endpoint]);
    }
  }
  return (address, origin) => {
    const found = index.get(address);
    return found?.find(({ runtime }) => runtime === origin) ?? found?.[0];
  };
}

function addressesOf({ interfaces }: Endpoint): readonly string[] {
  return interfaces.flatMap(({ addresses }) =>
    addresses.map((address) => address.slice(0, address.indexOf('/'))),
  );
}

function joined(known: Sign, further: Sign): Sign {
  return {
    ...known,
    containerIp: known.containerIp ?? further.containerIp,
    endpoint: known.endpoint ?? further.endpoint,
    dnat: known.dnat || further.dnat,
    proxy: known.proxy || further.proxy,
  };
}

/** Joins the entries for 0.0.0.0 and ::, when both lead to the same port of one endpoint. */
function joinFamilies(ports: ReadonlyMap<string, Sign>): readonly Sign[] {
  const other = (sign: Sign, hostIp: string) =>
    ports.get([sign.origin, publicationId(hostIp, sign.hostPort, sign.protocol)].join(':'));
  const agree = (a: Sign, b: Sign | undefined) =>
    a.containerPort === b?.containerPort && a.endpoint?.id === b.endpoint?.id;
  return [...ports.values()].flatMap((sign) => {
    if (sign.hostIp === '0.0.0.0') {
      const six = other(sign, '::');
      return six !== undefined && agree(sign, six)
        ? [{ ...joined(sign, six), hostIp: '*' }]
        : [sign];
    }
    return sign.hostIp === '::' && agree(sign, other(sign, '0.0.0.0')) ? [] : [sign];
  });
}

function publicationOf(sign: Sign): Publication {
  const { origin, protocol, hostIp, hostPort, containerPort, endpoint, dnat, proxy } = sign;
  const usual = endpoint && addressesOf(endpoint).find((address) => !isLinkLocal(address));
  const unserved = origin === 'docker' && !dnat && !proxy;
  return {
    id: `${origin}:${publicationId(hostIp, hostPort, protocol)}`,
    origin,
    protocol,
    hostIp,
    hostPort,
    endpoint: endpoint === undefined ? null : { id: endpoint.id, name: endpoint.name },
    containerIp: sign.containerIp ?? usual ?? null,
    containerPort,
    dnat,
    proxy,
    ...(unserved ? { state: 'degraded', reason: msg('state.unserved') } : { state: 'active' }),
  };
}
