import { familyOf } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { listConnections } from '../system/conntrack/conntrack';
import { readProc } from '../system/proc/read-proc';
import { tuplesWithPorts } from '../system/conntrack/conntrack-entry';
import { listeningAt } from './inbound/listening';
import { endpointOf } from './inbound/inbound-paths';
import { watchArrivals, type Arrivals } from './arrivals';
import type { Evidence } from './judge';
import { tcpConnections, type TcpConnection } from '../system/proc/parse-sockets';
import { endpointPath } from '../system/proc/namespace-path';
import type { View } from '../observe/records/reading';

/**
 * Watches for datagrams at every UDP port that will be tested.
 *
 * @returns the watches by publication id
 */
export async function watchAll(
  publications: readonly Publication[],
  { reading }: View,
): Promise<ReadonlyMap<string, Arrivals>> {
  const watched = new Map<string, Arrivals>();
  // Several publications may lead to one port.
  const ports = new Map<string, Arrivals>();
  for (const { id, endpoint, protocol, containerPort } of publications) {
    if (protocol !== 'udp' || endpoint === null) continue;
    const namespace = reading.namespaces.find(({ id: other }) => other === endpoint.id);
    const path = namespace === undefined ? null : endpointPath(namespace);
    if (path === null) continue;
    const key = `${path} ${String(containerPort)}`;
    const arrivals = ports.get(key) ?? (await watchArrivals(path, containerPort));
    if (arrivals === null) continue;
    ports.set(key, arrivals);
    watched.set(id, arrivals);
  }
  return watched;
}

/** Collects what the kernel shows of a publication during the attempts. */
export async function gatherEvidence(
  publication: Publication,
  { topology, reading }: View,
  arrivals: ReadonlyMap<string, Arrivals>,
): Promise<Evidence> {
  const endpoint = endpointOf(publication, topology);
  const { protocol, hostPort, containerPort: dport } = publication;
  const tcp = protocol === 'tcp';
  const [host, inside, datagrams, ...tracked] = await Promise.all([
    tcp ? readConnections('self') : null,
    tcp && endpoint !== undefined ? connectionsOf(endpoint) : null,
    arrivals.get(publication.id)?.seen() ?? null,
    ...(tcp
      ? ([4, 6] as const).map((family) => listConnections(family, { protocol, port: hostPort }))
      : []),
  ]);
  const links = endpoint?.interfaces ?? [];
  const addresses = links.flatMap((link) => link.addresses.map((text) => text.split('/')[0] ?? ''));
  const waiting = addresses.flatMap((dst) => {
    const family = familyOf(dst);
    const listening = endpoint && listeningAt(endpoint, { dst, dport, protocol, family });
    return listening === undefined || listening.kind === 'taken' ? [family] : [];
  });
  return {
    host: host ?? [],
    endpoint: inside,
    addresses: new Set(addresses),
    listeners: reading.listeners.filter(
      (listener) => listener.protocol === protocol && listener.port === hostPort,
    ),
    helper: process.pid,
    datagrams,
    waits: new Set(waiting),
    tracked: tracked.flatMap((list) => (list.ok ? tuplesWithPorts(list.value) : [])),
  };
}

/** The connections of an endpoint; none if it has no process. */
async function connectionsOf({ pid }: Endpoint): Promise<readonly TcpConnection[] | null> {
  return pid === undefined ? [] : readConnections(pid);
}

/** The connections in the namespace of a process; null if they cannot be read. */
async function readConnections(pid: number | 'self'): Promise<readonly TcpConnection[] | null> {
  const read = (file: string) => readProc(`/proc/${String(pid)}/net/${file}`);
  const four = await read('tcp').catch(() => null);
  // A kernel without IPv6 has no second file.
  const six = await read('tcp6').catch(() => '');
  return four === null ? null : [...tcpConnections(four, 4), ...tcpConnections(six, 6)];
}
