import { familyOf, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { programName } from './inbound/listening';
import type { Attempt, AttemptResult } from './attempt';
import type { TrackedTuples } from '../system/conntrack/conntrack-entry';
import type { Datagrams } from './arrivals';
import { unmapped, type TcpConnection } from '../system/proc/parse-sockets';

/** Result of testing an inbound path. */
export interface Observation {
  readonly observed: 'reachable' | 'unreachable' | 'untested';
  readonly note?: Text;
}

/** What the kernel showed while the client's sockets were still open. */
export interface Evidence {
  /** The host's connections. */
  readonly host: readonly TcpConnection[];
  /** The endpoint's connections; null if they cannot be read. */
  readonly endpoint: readonly TcpConnection[] | null;
  /** The addresses of the endpoint. */
  readonly addresses: ReadonlySet<string>;
  /** The sockets that listen on the host port, on any address. */
  readonly listeners: readonly Listener[];
  /** Process id of the helper, whose proxies lead to the endpoint. */
  readonly helper: number;
  /** The datagrams seen at the endpoint's port; null if it could not be watched. */
  readonly datagrams: Datagrams | null;
  /** The families in which a program of the endpoint listens on the port. */
  readonly waits: ReadonlySet<Family>;
  /** The tracked connections to the host port. */
  readonly tracked: readonly TrackedTuples[];
}

/** Userland proxies of container engines: Docker's, and those of rootless Podman and Docker. */
const engineProxies = /^(docker-proxy|rootlessport.*|slirp4netns|pasta.*|rootlesskit.*)$/;

/**
 * Returns what the result of an attempt proves. An established connection is not enough: a proxy
 * accepts before it knows whether the container does, and another program or container may have the
 * port. So this looks for the other end of the connection.
 */
export function judge(
  publication: Pick<Publication, 'hostPort' | 'containerPort' | 'protocol' | 'endpoint'>,
  result: AttemptResult,
  attempt: Pick<Attempt, 'address' | 'size'>,
  evidence: Evidence,
): Observation {
  const { outcome, error } = result;
  if (outcome === 'failed') {
    const note =
      error === undefined ? msg('note.cannotSendUnknown') : msg('note.cannotSend', { error });
    return { observed: 'unreachable', note };
  }
  if (outcome === 'closed') return { observed: 'unreachable', note: msg('note.endedAtOnce') };
  if (publication.protocol === 'udp') {
    return judgeDatagram(publication, result, attempt, evidence);
  }
  return outcome === 'open'
    ? judgeConnection(publication, result, attempt, evidence)
    : { observed: 'unreachable' };
}

function judgeDatagram(
  { endpoint }: Pick<Publication, 'endpoint'>,
  { outcome }: AttemptResult,
  { size, address }: Pick<Attempt, 'size' | 'address'>,
  evidence: Evidence,
): Observation {
  const { datagrams, waits } = evidence;
  if (outcome === 'refused') return { observed: 'unreachable' };
  if (datagrams === null) {
    if (outcome !== 'open') {
      return { observed: 'untested', note: msg('note.noAnswerToEmpty') };
    }
    const stranger = strangerAt(address, evidence);
    if (stranger === undefined) return { observed: 'reachable' };
    return {
      observed: 'untested',
      note: msg('note.maybeStranger', { program: programName(stranger) }),
    };
  }
  const arrived = datagrams.arrived.filter((datagram) => datagram.size === size);
  if (arrived.length === 0) {
    const note = outcome === 'open' ? answeredByOther(endpoint) : undefined;
    return { observed: 'unreachable', note };
  }
  if (outcome === 'open') return { observed: 'reachable' };
  if (!arrived.some(({ from }) => waits.has(familyOf(from.address)))) {
    return { observed: 'unreachable' };
  }
  if (arrived.some(({ from }) => datagrams.answered.has(from.port))) {
    return { observed: 'unreachable', note: msg('note.answerLost') };
  }
  if (!arrived.some(({ answerable }) => answerable)) {
    return { observed: 'unreachable', note: msg('note.noAnswerCanLeave') };
  }
  return { observed: 'reachable', note: msg('note.arrivedUnanswered') };
}

function judgeConnection(
  { hostPort, containerPort, endpoint }: Parameters<typeof judge>[0],
  { local }: AttemptResult,
  { address }: Pick<Attempt, 'address'>,
  evidence: Evidence,
): Observation {
  if (local === null) return { observed: 'reachable' };
  const client = { address: unmapped(local.address), port: local.port };
  const tracked = evidence.tracked.find(
    ({ original }) =>
      original.src === client.address &&
      original.sport === client.port &&
      original.dport === hostPort,
  );
  // The client may have been masqueraded, and then has another port too if its own was taken.
  const translated =
    tracked === undefined ? [] : [{ address: tracked.reply.dst, port: tracked.reply.dport }];
  const clients = [client, ...translated];
  const endsOnHost = evidence.host.some(
    (socket) =>
      socket.local.port === hostPort &&
      clients.some(
        ({ address: from, port }) => socket.remote.port === port && socket.remote.address === from,
      ),
  );
  if (endsOnHost) return judgeOnHost(containerPort, address, evidence);
  if (evidence.endpoint === null || endpoint === null) return { observed: 'reachable' };
  const arrived = evidence.endpoint.some(
    (socket) =>
      socket.local.port === containerPort &&
      clients.some(({ port }) => socket.remote.port === port),
  );
  return arrived
    ? { observed: 'reachable' }
    : { observed: 'unreachable', note: answeredByOther(endpoint) };
}

function answeredByOther(endpoint: Publication['endpoint']): Text {
  return msg('note.someoneElse', {
    endpoint:
      endpoint === null
        ? msg('container.unknown')
        : msg('container.named', { name: endpoint.name }),
  });
}

/** The sockets that receive packets to an address: those of that address, else of all addresses. */
function receiversOf(dst: string, listeners: readonly Listener[]): readonly Listener[] {
  const at = (address: string) => listeners.filter((listener) => listener.address === address);
  const [exact, own] = [at(dst), at(familyOf(dst) === 4 ? '0.0.0.0' : '::')];
  if (exact.length > 0) return exact;
  // A socket on :: may take IPv4 as well.
  return own.length > 0 ? own : at('::');
}

/** A program on the host that gets packets to an address and is no proxy. */
function strangerAt(
  dst: string,
  { helper, listeners }: Pick<Evidence, 'helper' | 'listeners'>,
): Listener | undefined {
  const receivers = receiversOf(dst, listeners);
  const isProxy = ({ pid, process = '' }: Listener) =>
    pid === helper || engineProxies.test(process);
  return receivers.some(isProxy) ? undefined : receivers[0];
}

/** Judges a connection that ends on the host: at a proxy that leads on, or at another program. */
function judgeOnHost(containerPort: number, dst: string, evidence: Evidence): Observation {
  const { helper, host, addresses } = evidence;
  const stranger = strangerAt(dst, evidence);
  if (stranger !== undefined) {
    return {
      observed: 'unreachable',
      note: msg('note.strangerOnHost', { program: programName(stranger) }),
    };
  }
  const onwards = host.filter(
    ({ remote }) => remote.port === containerPort && addresses.has(remote.address),
  );
  // The proxy of a rootless engine connects from inside the container's own network.
  const isVisible = receiversOf(dst, evidence.listeners).some(
    ({ pid, process }) => pid === helper || process === 'docker-proxy',
  );
  if (!isVisible || onwards.some(({ state }) => state !== 'connecting')) {
    return { observed: 'reachable' };
  }
  return {
    observed: 'unreachable',
    note: onwards.length > 0 ? msg('note.proxyWaits') : msg('note.proxyAlone'),
  };
}
