import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import type { Answer } from './question';
import { unmapped, type TcpSocket } from './parse-tcp-sockets';

/** What a try of a way in came to. */
export interface Observation {
  readonly observed: 'reachable' | 'unreachable' | 'untested';
  readonly note?: string;
}

/** What the kernel showed while the asking sockets were still open. */
export interface Evidence {
  /** The host's connections. */
  readonly host: readonly TcpSocket[];
  /** The endpoint's connections; null when they cannot be read. */
  readonly endpoint: readonly TcpSocket[] | null;
  /** The addresses of the endpoint. */
  readonly addresses: ReadonlySet<string>;
  /** The sockets that wait on the host port. */
  readonly listeners: readonly Listener[];
  /** The process of the helper, whose proxies count as ways to the endpoint. */
  readonly helper: number;
  /** The sizes of datagrams that came to the endpoint's port; null when that could not be watched. */
  readonly arrived: ReadonlySet<number> | null;
}

/** Userland proxies of container engines: Docker's, and those of rootless Podman and Docker. */
const engineProxies = /^(docker-proxy|rootlessport.*|slirp4netns|pasta.*|rootlesskit.*)$/;

/**
 * Tells what an answer proves. A connection that was made is not enough: a proxy accepts before it knows whether
 * the container does, and another program, or another container, may have the port. So the other end is looked for.
 *
 * @param size of the datagram that was sent
 */
export function judge(
  publication: Pick<Publication, 'hostPort' | 'containerPort' | 'protocol' | 'endpoint'>,
  answer: Answer,
  size: number,
  evidence: Evidence,
): Observation {
  if (answer.outcome === 'failed') {
    return {
      observed: 'unreachable',
      note: `It cannot get there (${answer.error ?? 'for a reason unknown'}).`,
    };
  }
  if (answer.outcome === 'closed') {
    return {
      observed: 'unreachable',
      note: 'The connection was accepted and ended at once, without a byte.',
    };
  }
  if (publication.protocol === 'udp') return judgeDatagram(answer, size, evidence);
  return answer.outcome === 'open'
    ? judgeConnection(publication, answer, evidence)
    : { observed: 'unreachable' };
}

function judgeDatagram(
  { outcome }: Answer,
  size: number,
  { arrived }: Pick<Evidence, 'arrived'>,
): Observation {
  if (outcome === 'open') return { observed: 'reachable' };
  if (outcome === 'refused') return { observed: 'unreachable' };
  if (arrived === null) {
    return {
      observed: 'untested',
      note: 'An empty datagram was not answered, which a service may well do.',
    };
  }
  return arrived.has(size)
    ? { observed: 'reachable', note: 'The datagram arrived there; the service did not answer it.' }
    : { observed: 'unreachable' };
}

function judgeConnection(
  { hostPort, containerPort, endpoint }: Parameters<typeof judge>[0],
  { local }: Answer,
  evidence: Evidence,
): Observation {
  if (local === null) return { observed: 'reachable' };
  const client = { address: unmapped(local.address), port: local.port };
  const ended = evidence.host.some(
    (socket) =>
      socket.local.port === hostPort &&
      socket.remote.port === client.port &&
      socket.remote.address === client.address,
  );
  if (ended) return judgeHolder(containerPort, evidence);
  if (evidence.endpoint === null || endpoint === null) return { observed: 'reachable' };
  const arrived = evidence.endpoint.some(
    (socket) => socket.local.port === containerPort && socket.remote.port === client.port,
  );
  return arrived
    ? { observed: 'reachable' }
    : { observed: 'unreachable', note: `Somebody else than ${endpoint.name} answered.` };
}

/** The connection ended on the host: at a proxy that leads on, or at another program. */
function judgeHolder(containerPort: number, evidence: Evidence): Observation {
  const { helper, host, addresses, listeners } = evidence;
  const isProxy = ({ pid, process = '' }: Listener) =>
    pid === helper || engineProxies.test(process);
  const stranger = listeners.find((listener) => !isProxy(listener));
  if (stranger !== undefined && !listeners.some(isProxy)) {
    const { process = 'another program', pid } = stranger;
    const name = pid === undefined ? process : `${process} (process ${String(pid)})`;
    return { observed: 'unreachable', note: `${name} answered on the host instead.` };
  }
  const onwards = host.filter(
    ({ remote }) => remote.port === containerPort && addresses.has(remote.address),
  );
  // The proxy of a rootless engine goes on from inside the container's own network.
  const isSeen = listeners.some(({ pid, process }) => pid === helper || process === 'docker-proxy');
  if (!isSeen || onwards.some(({ state }) => state !== 'connecting')) {
    return { observed: 'reachable' };
  }
  return {
    observed: 'unreachable',
    note:
      onwards.length > 0
        ? 'The proxy accepted the connection, and waits in vain for the container.'
        : 'A proxy on the host accepted the connection, but has none to the container.',
  };
}
