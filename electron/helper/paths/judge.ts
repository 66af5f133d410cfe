import { familyOf, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { programName } from './ways/program-name';
import type { Answer, Question } from './question';
import type { TrackedTuples } from '../system/conntrack/conntrack-entry';
import type { Datagrams } from './arrivals';
import { unmapped, type TcpConnection } from '../system/proc/parse-sockets';

/** What a try of a way in came to. */
export interface Observation {
  readonly observed: 'reachable' | 'unreachable' | 'untested';
  readonly note?: Text;
}

/** What the kernel showed while the asking sockets were still open. */
export interface Evidence {
  /** The host's connections. */
  readonly host: readonly TcpConnection[];
  /** The endpoint's connections; null when they cannot be read. */
  readonly endpoint: readonly TcpConnection[] | null;
  /** The addresses of the endpoint. */
  readonly addresses: ReadonlySet<string>;
  /** The sockets that wait on the host port, on whatever address. */
  readonly listeners: readonly Listener[];
  /** The process of the helper, whose proxies count as ways to the endpoint. */
  readonly helper: number;
  /** What was seen at the endpoint's port; null when that could not be watched. */
  readonly datagrams: Datagrams | null;
  /** The families in which a program of the endpoint waits on the port. */
  readonly waits: ReadonlySet<Family>;
  /** What connection tracking knows of connections to the host port. */
  readonly tracked: readonly TrackedTuples[];
}

/** Userland proxies of container engines: Docker's, and those of rootless Podman and Docker. */
const engineProxies = /^(docker-proxy|rootlessport.*|slirp4netns|pasta.*|rootlesskit.*)$/;

/**
 * Tells what an answer proves. A connection that was made is not enough: a proxy accepts before it knows whether
 * the container does, and another program, or another container, may have the port. So the other end is looked for.

 */
export function judge(
  publication: Pick<Publication, 'hostPort' | 'containerPort' | 'protocol' | 'endpoint'>,
  answer: Answer,
  question: Pick<Question, 'address' | 'size'>,
  evidence: Evidence,
): Observation {
  if (answer.outcome === 'failed') {
    return {
      observed: 'unreachable',
      note:
        answer.error === undefined
          ? msg('note.cannotSendUnknown')
          : msg('note.cannotSend', { error: answer.error }),
    };
  }
  if (answer.outcome === 'closed') {
    return {
      observed: 'unreachable',
      note: msg('note.endedAtOnce'),
    };
  }
  if (publication.protocol === 'udp') {
    return judgeDatagram(publication, answer, question, evidence);
  }
  return answer.outcome === 'open'
    ? judgeConnection(publication, answer, question, evidence)
    : { observed: 'unreachable' };
}

function judgeDatagram(
  { endpoint }: Pick<Publication, 'endpoint'>,
  { outcome }: Answer,
  { size, address }: Pick<Question, 'size' | 'address'>,
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
  const came = datagrams.arrived.filter((one) => one.size === size);
  if (came.length === 0) {
    const note = elseThan(endpoint);
    return { observed: 'unreachable', ...(outcome === 'open' ? { note } : {}) };
  }
  if (outcome === 'open') return { observed: 'reachable' };
  if (!came.some(({ from }) => waits.has(familyOf(from.address)))) {
    return { observed: 'unreachable' };
  }
  if (came.some(({ from }) => datagrams.answered.has(from.port))) {
    return { observed: 'unreachable', note: msg('note.answerLost') };
  }
  if (!came.some(({ answerable }) => answerable)) {
    return { observed: 'unreachable', note: msg('note.noAnswerCanLeave') };
  }
  return { observed: 'reachable', note: msg('note.arrivedUnanswered') };
}

function judgeConnection(
  { hostPort, containerPort, endpoint }: Parameters<typeof judge>[0],
  { local }: Answer,
  { address }: Pick<Question, 'address'>,
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
  // Who asks may have been masqueraded, and then has another port too where its own was taken.
  const seenAs =
    tracked === undefined ? [] : [{ address: tracked.reply.dst, port: tracked.reply.dport }];
  const clients = [client, ...seenAs];
  const ended = evidence.host.some(
    (socket) =>
      socket.local.port === hostPort &&
      clients.some(
        ({ address: from, port }) => socket.remote.port === port && socket.remote.address === from,
      ),
  );
  if (ended) return judgeHolder(containerPort, address, evidence);
  if (evidence.endpoint === null || endpoint === null) return { observed: 'reachable' };
  const arrived = evidence.endpoint.some(
    (socket) =>
      socket.local.port === containerPort &&
      clients.some(({ port }) => socket.remote.port === port),
  );
  return arrived
    ? { observed: 'reachable' }
    : { observed: 'unreachable', note: elseThan(endpoint) };
}

function elseThan(endpoint: Publication['endpoint']): Text {
  return msg('note.someoneElse', {
    endpoint:
      endpoint === null
        ? msg('container.unknown')
        : msg('container.named', { name: endpoint.name }),
  });
}

/** Who gets what is sent to an address: the sockets of that very address, else those of all addresses. */
function takersOf(asked: string, listeners: readonly Listener[]): readonly Listener[] {
  const at = (address: string) => listeners.filter((listener) => listener.address === address);
  const [exact, own] = [at(asked), at(familyOf(asked) === 4 ? '0.0.0.0' : '::')];
  if (exact.length > 0) return exact;
  // A socket on :: may take IPv4 as well.
  return own.length > 0 ? own : at('::');
}

/** A program on the host that is no proxy, and gets what is sent to an address. */
function strangerAt(
  asked: string,
  { helper, listeners }: Pick<Evidence, 'helper' | 'listeners'>,
): Listener | undefined {
  const takers = takersOf(asked, listeners);
  const isProxy = ({ pid, process = '' }: Listener) =>
    pid === helper || engineProxies.test(process);
  return takers.some(isProxy) ? undefined : takers[0];
}

/** The connection ended on the host: at a proxy that leads on, or at another program. */
function judgeHolder(containerPort: number, asked: string, evidence: Evidence): Observation {
  const { helper, host, addresses } = evidence;
  const stranger = strangerAt(asked, evidence);
  if (stranger !== undefined) {
    return {
      observed: 'unreachable',
      note: msg('note.strangerOnHost', { program: programName(stranger) }),
    };
  }
  const onwards = host.filter(
    ({ remote }) => remote.port === containerPort && addresses.has(remote.address),
  );
  // The proxy of a rootless engine goes on from inside the container's own network.
  const isSeen = takersOf(asked, evidence.listeners).some(
    ({ pid, process }) => pid === helper || process === 'docker-proxy',
  );
  if (!isSeen || onwards.some(({ state }) => state !== 'connecting')) {
    return { observed: 'reachable' };
  }
  return {
    observed: 'unreachable',
    note: onwards.length > 0 ? msg('note.proxyWaits') : msg('note.proxyAlone'),
  };
}
