import { createServer, type Server, type Socket } from 'node:net';
import {
  helperMethods,
  signOfLife,
  type HelperEvent,
  type HelperHandlers,
} from '#shared/contract/helper';
import { msg } from '#shared/messages/message';
import type { CallLimits } from '#shared/rpc/call-limits';
import { asRequest } from '#shared/rpc/envelope';
import { refusal, serve } from '#shared/rpc/serve';
import { ok, type Result } from '#shared/result/result';
import { socketChannel } from '#transport/ndjson';
import { peerOf, type Peer } from '#native/peer';
import type { ClientConnection } from '../util/client-connection';
import { audited } from './audit';
import { ConnectedClients } from './connected-clients';
import { logBug } from './log-bug';
import { openSocket } from './open-socket';

/** Maximum length of a request. 1,000 port specifications fit. */
const maxRequestLength = 1024 * 1024;

/** Maximum bytes queued for a client. A client that reads too slowly is disconnected. */
const maxBacklog = 32 * 1024 * 1024;

/** What one client may ask for: far more than a window needs. */
const callLimits: CallLimits = {
  inFlight: 32,
  burst: 1_000,
  perSecond: 200,
  now: () => performance.now(),
};

/** How often a client whose call is at work hears of it, in milliseconds. */
const lifeInterval = 10_000;

/** Listens for clients on a unix socket and serves each of them. */
export class HelperServer {
  readonly #handlersFor: (client: ClientConnection) => HelperHandlers;
  readonly #clients = new ConnectedClients();
  #server: Server | null = null;

  constructor(handlersFor: (client: ClientConnection) => HelperHandlers) {
    this.#handlersFor = handlersFor;
  }

  /**
   * Opens the socket: mode 0600, owned by `owner`.
   *
   * @returns the errors of {@link openSocket}
   */
  async listen(path: string, owner: number): Promise<Result<void>> {
    const users = new Set([0, owner, process.getuid?.() ?? 0]);
    const server = createServer((socket) => {
      const peer = peerOf(socket);
      // The socket's mode lets no one else in, unless somebody changes it.
      if (peer === null || !users.has(peer.uid)) socket.destroy();
      else if (this.#clients.admit(socket)) this.#serve(socket, peer);
      else refuse(socket);
    });
    const opened = await openSocket(server, path, owner);
    if (!opened.ok) return opened;
    this.#server = server;
    return ok(undefined);
  }

  /** Accepts no more clients, and disconnects those that are there. */
  close(): void {
    this.#server?.close();
    this.#clients.disconnectAll();
  }

  #serve(socket: Socket, peer: Peer): void {
    let keepsSomething = false;
    const client: ClientConnection = {
      notify(event) {
        // Drop events for a client that has already disconnected.
        if (socket.destroyed) return;
        if (socket.writableLength > maxBacklog) socket.destroy();
        else served.notify(event);
      },
      get backlog() {
        return socket.writableLength;
      },
      get isGone() {
        return socket.destroyed;
      },
      onClose(listener) {
        keepsSomething = true;
        if (socket.closed) listener();
        else socket.once('close', listener);
      },
    };
    // Every trace and every subscription of a client adds a listener.
    socket.setMaxListeners(0);
    const served = serve<typeof helperMethods, HelperEvent | typeof signOfLife>(
      helperMethods,
      audited(this.#handlersFor(client), peer),
      socketChannel(socket, maxRequestLength),
      {
        limits: callLimits,
        onBug(error, method) {
          logBug(`in ${method}`, error);
        },
      },
    );
    this.#clients.follow(socket, {
      isBusy: () => keepsSomething || served.pending > 0,
      hasAsked: () => served.hasServed,
    });
    const life = setInterval(() => {
      if (served.pending > 0) served.notify(signOfLife);
    }, lifeInterval);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearInterval(life);
      served.close();
    });
  }
}

/** Answers the first request of a client that is one too many, and disconnects it. */
function refuse(socket: Socket): void {
  const channel = socketChannel(socket, maxRequestLength);
  socket.on('error', () => socket.destroy());
  channel.on((message) => {
    const id = asRequest(message)?.i;
    if (id === undefined) return;
    channel.post(refusal(id, 'TOO_MANY_REQUESTS', msg('error.tooManyClients')));
    socket.end();
  });
  const impatience = setTimeout(() => socket.destroy(), 1_000);
  socket.once('close', () => {
    clearTimeout(impatience);
  });
}
