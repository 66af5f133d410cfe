import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { familyOf } from '#shared/model/address';
import type { ConnectionBudget, ConnectionShare } from './connection-budget';
import type { RelayCounters } from './relay';
import type { RelayedEnds } from './relayed-ends';
import type { Backend } from '../plan/resolved-publication';

/** Milliseconds of silence until a client is dropped (docker-proxy's UDPConnTrackTimeout). */
export const sessionIdleLimit = 90_000;
/**
 * Maximum number of clients of one publication; beyond it the client that was silent longest is
 * dropped. Clients without a reply, whose addresses may be forged, go first when they are many.
 */
export const sessionLimit = 4_096;
const manyUnanswered = sessionLimit / 4;
/**
 * Maximum number of clients with one address; beyond it the one of them that was silent longest is
 * dropped. A resolver uses a port of its own for each question.
 */
export const sourceLimit = 512;
/** Datagrams that wait to be sent, in bytes, beyond which further ones are dropped. */
const mostQueued = 1024 * 1024;
const sweepInterval = 5_000;

/** One client: its socket to the backend. */
interface Session {
  /** The client's address. */
  readonly source: string;
  readonly towardsBackend: Socket;
  readonly throughSocket: Socket;
  /** null until the kernel has assigned the socket an address. */
  readonly ends: () => RelayedEnds | null;
  lastActive: number;
  /** Whether the backend has replied. */
  isAnswered: boolean;
}

/**
 * The clients of one UDP publication. Each has its own socket to the backend, so that replies find
 * their way back. Without a backend, datagrams are lost, as UDP does, and service resumes when it
 * appears.
 *
 * A client's address can be forged, so the proxy adds nothing to what the backend does: each datagram
 * is passed on once, replies go to the client whose session it is and only from the backend, and
 * datagrams that a reply could not or must not go to are dropped (see {@link isClient}).
 */
export class UdpSessions {
  readonly #budget: ConnectionBudget;
  readonly #share: ConnectionShare;
  readonly #counters: RelayCounters;
  /** By client and socket. */
  readonly #sessions = new Map<string, Session>();
  /** The keys of the sessions, the one that was silent longest first. */
  readonly #unanswered = new Set<string>();
  readonly #answered = new Set<string>();
  /** The keys of the sessions of one address, the one that was silent longest first. */
  readonly #bySource = new Map<string, Set<string>>();
  #backend: Backend | null = null;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(budget: ConnectionBudget, counters: RelayCounters) {
    this.#budget = budget;
    this.#share = budget.share();
    this.#counters = counters;
  }

  leadTo(backend: Backend | null): void {
    const same =
      this.#backend?.address === backend?.address && this.#backend?.port === backend?.port;
    if (!same) this.close();
    this.#backend = backend;
  }

  /** Forwards a client's datagram; its replies leave by `through`. */
  forward(message: Buffer, client: RemoteInfo, through: Socket): void {
    const backend = this.#backend;
    const isServed = backend !== null && this.#isClient(client);
    const session = isServed ? this.#sessionOf(client, through, backend) : null;
    if (backend === null || session === null || isFull(session.towardsBackend)) {
      this.#counters.dropped += 1;
      return;
    }
    this.#counters.bytesIn += message.length;
    session.towardsBackend.send(message, backend.port, backend.address, () => undefined);
  }

  relayed(): readonly RelayedEnds[] {
    return [...this.#sessions.values()].flatMap(({ ends }) => ends() ?? []);
  }

  /** Drops all clients of a socket. */
  closeThrough(socket: Socket): void {
    for (const [key, session] of this.#sessions) {
      if (session.throughSocket === socket) this.#forget(key, session);
    }
  }

  /** Drops all clients. */
  close(): void {
    for (const [key, session] of this.#sessions) this.#forget(key, session);
  }

  /** Drops all clients, and gives the room of this port to others. */
  release(): void {
    this.close();
    this.#share.close();
  }

  #sessionOf(client: RemoteInfo, through: Socket, backend: Backend): Session | null {
    const key = `${through.address().address} ${client.address} ${String(client.port)}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#touch(key, known);
      return known;
    }
    const ofSource = this.#bySource.get(client.address);
    if (ofSource !== undefined && ofSource.size >= sourceLimit) this.#forgetOldest(ofSource);
    else if (this.#sessions.size >= sessionLimit) this.#forgetOldest(this.#expendable());
    if (!this.#takeRoom()) return null;
    const session = this.#open(key, client, through, backend);
    this.#sessions.set(key, session);
    this.#list(key, session);
    this.#counters.accepted += 1;
    this.#counters.open += 1;
    this.#sweeper ??= setInterval(() => {
      this.#sweep();
    }, sweepInterval).unref();
    return session;
  }

  /** Takes room for a session; at the limit of open files, that of the oldest one. */
  #takeRoom(): boolean {
    if (this.#share.take()) return true;
    if (this.#sessions.size === 0) return false;
    this.#forgetOldest(this.#expendable());
    return this.#share.take();
  }

  /** Whether replies to a datagram's sender may be sent; ends loops between our own ports. */
  #isClient({ address, port }: RemoteInfo): boolean {
    return (
      isUnicast(address) && port !== 0 && !this.#budget.udpPorts.has(udpPortKey(address, port))
    );
  }

  #open(key: string, client: RemoteInfo, through: Socket, backend: Backend): Session {
    const towardsBackend = createSocket(familyOf(backend.address) === 4 ? 'udp4' : 'udp6');
    const ends = () => endsOf(client, through, towardsBackend, backend);
    const session: Session = {
      source: client.address,
      towardsBackend,
      throughSocket: through,
      ends,
      lastActive: Date.now(),
      isAnswered: false,
    };
    towardsBackend.on('error', () => undefined);
    towardsBackend.once('listening', () => {
      if (this.#budget.watch.wanted) this.#budget.watch.report(ends());
    });
    towardsBackend.on('message', (reply: Buffer, from: RemoteInfo) => {
      if (from.address !== backend.address || from.port !== backend.port) return;
      session.isAnswered = true;
      this.#touch(key, session);
      if (isFull(through)) {
        this.#counters.dropped += 1;
        return;
      }
      this.#counters.bytesOut += reply.length;
      through.send(reply, client.port, client.address, () => undefined);
    });
    return session;
  }

  /** Moves a session behind all others: a set keeps the order of insertion. */
  #touch(key: string, session: Session): void {
    session.lastActive = Date.now();
    if (this.#sessions.get(key) !== session) return;
    this.#unlist(key, session);
    this.#list(key, session);
  }

  #list(key: string, session: Session): void {
    (session.isAnswered ? this.#answered : this.#unanswered).add(key);
    const ofSource = this.#bySource.get(session.source);
    if (ofSource === undefined) this.#bySource.set(session.source, new Set([key]));
    else ofSource.add(key);
  }

  #unlist(key: string, { source }: Session): void {
    this.#answered.delete(key);
    this.#unanswered.delete(key);
    const ofSource = this.#bySource.get(source);
    ofSource?.delete(key);
    if (ofSource?.size === 0) this.#bySource.delete(source);
  }

  /** The sessions of which one may be dropped for a new one. */
  #expendable(): ReadonlySet<string> {
    const { size } = this.#unanswered;
    return size > manyUnanswered || this.#answered.size === 0 ? this.#unanswered : this.#answered;
  }

  #forget(key: string, session: Session): void {
    this.#sessions.delete(key);
    this.#unlist(key, session);
    session.towardsBackend.close();
    this.#share.give();
    this.#counters.open -= 1;
    if (this.#sessions.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }

  /** Drops the first of some sessions, which are in the order of their last datagram. */
  #forgetOldest(keys: Iterable<string>): void {
    for (const key of keys) {
      const session = this.#sessions.get(key);
      if (session !== undefined) this.#forget(key, session);
      return;
    }
  }

  #sweep(): void {
    const limit = Date.now() - sessionIdleLimit;
    for (const keys of [this.#unanswered, this.#answered]) {
      for (const key of keys) {
        const session = this.#sessions.get(key);
        if (session === undefined || session.lastActive > limit) break;
        this.#forget(key, session);
      }
    }
  }
}

/** How {@link ConnectionBudget.udpPorts} names a socket. */
export function udpPortKey(address: string, port: number): string {
  return `${address} ${String(port)}`;
}

/** Whether an address is one host's: neither unspecified nor broadcast nor multicast. */
function isUnicast(address: string): boolean {
  if (familyOf(address) === 6) return address !== '::' && !/^ff/i.test(address);
  const first = Number(address.split('.')[0]);
  return first > 0 && first < 224;
}

/** Whether so much waits to be sent that more is dropped. */
function isFull(socket: Socket): boolean {
  return socket.getSendQueueSize() > mostQueued;
}

function endsOf(
  client: RemoteInfo,
  through: Socket,
  towardsBackend: Socket,
  backend: Backend,
): RelayedEnds | null {
  try {
    const [host, local] = [through.address(), towardsBackend.address()];
    return {
      protocol: 'udp',
      client: { address: client.address, port: client.port },
      host: { address: host.address, port: host.port },
      local: { address: local.address, port: local.port },
      backend,
    };
  } catch {
    // A socket has no address before the first datagram and after its end.
    return null;
  }
}
