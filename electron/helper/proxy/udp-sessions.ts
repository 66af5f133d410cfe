import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { familyOf } from '#shared/model/address';
import type { ConnectionBudget } from './connection-budget';
import type { RelayCounters } from './relay';
import type { RelayedEnds } from './relayed-ends';
import type { Backend } from '../plan/resolved-publication';

/** Milliseconds of silence until a client is dropped (docker-proxy's UDPConnTrackTimeout). */
export const sessionIdleLimit = 90_000;
/**
 * Maximum number of clients of one publication; beyond it the client that was silent longest is
 * dropped.
 */
export const sessionLimit = 4_096;
const sweepInterval = 5_000;

/** One client: its socket to the backend. */
interface Session {
  readonly towardsBackend: Socket;
  readonly throughSocket: Socket;
  /** null until the kernel has assigned the socket an address. */
  readonly ends: () => RelayedEnds | null;
  lastActive: number;
}

/**
 * The clients of one UDP publication. Each has its own socket to the backend, so that replies find
 * their way back. Without a backend, datagrams are lost, as UDP does, and service resumes when it
 * appears.
 */
export class UdpSessions {
  readonly #budget: ConnectionBudget;
  readonly #counters: RelayCounters;
  /** By client and socket, the one that was silent longest first. */
  readonly #sessions = new Map<string, Session>();
  #backend: Backend | null = null;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(budget: ConnectionBudget, counters: RelayCounters) {
    this.#budget = budget;
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
    const session = backend === null ? null : this.#sessionOf(client, through, backend);
    if (backend === null || session === null) {
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

  #sessionOf(client: RemoteInfo, through: Socket, backend: Backend): Session | null {
    const key = `${through.address().address} ${client.address} ${String(client.port)}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#touch(key, known);
      return known;
    }
    if (this.#sessions.size >= sessionLimit) this.#forgetOldest();
    if (!this.#budget.take()) return null;
    const session = this.#open(key, client, through, backend);
    this.#sessions.set(key, session);
    this.#counters.accepted += 1;
    this.#counters.open += 1;
    this.#sweeper ??= setInterval(() => {
      this.#sweep();
    }, sweepInterval).unref();
    return session;
  }

  #open(key: string, client: RemoteInfo, through: Socket, backend: Backend): Session {
    const towardsBackend = createSocket(familyOf(backend.address) === 4 ? 'udp4' : 'udp6');
    const ends = () => endsOf(client, through, towardsBackend, backend);
    const session: Session = {
      towardsBackend,
      throughSocket: through,
      ends,
      lastActive: Date.now(),
    };
    towardsBackend.on('error', () => undefined);
    towardsBackend.once('listening', () => {
      if (this.#budget.watch.wanted) this.#budget.watch.report(ends());
    });
    towardsBackend.on('message', (reply: Buffer, from: RemoteInfo) => {
      if (from.address !== backend.address || from.port !== backend.port) return;
      this.#touch(key, session);
      this.#counters.bytesOut += reply.length;
      through.send(reply, client.port, client.address, () => undefined);
    });
    return session;
  }

  /** Moves a session behind all others: the map keeps the order of insertion. */
  #touch(key: string, session: Session): void {
    session.lastActive = Date.now();
    if (this.#sessions.delete(key)) this.#sessions.set(key, session);
  }

  #forget(key: string, session: Session): void {
    this.#sessions.delete(key);
    session.towardsBackend.close();
    this.#budget.give();
    this.#counters.open -= 1;
    if (this.#sessions.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }

  #forgetOldest(): void {
    for (const [key, session] of this.#sessions) {
      this.#forget(key, session);
      return;
    }
  }

  #sweep(): void {
    const limit = Date.now() - sessionIdleLimit;
    for (const [key, session] of this.#sessions) {
      if (session.lastActive > limit) return;
      this.#forget(key, session);
    }
  }
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
