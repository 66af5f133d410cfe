import { Socket } from 'node:net';
import {
  connectTimeout,
  keepAliveAfter,
  silenceAfterEnd,
  type Relay,
  type RelayOptions,
} from './relay';
import { socketEnd, type RelayedEnds } from './relayed-ends';
import type { Backend } from '../plan/resolved-publication';

/** A relay on Node's sockets; see {@link Relay}. */
export class SocketRelay implements Relay {
  readonly #client: Socket;
  readonly #server: Socket;

  constructor(client: Socket, backend: Backend, options: RelayOptions) {
    const { counters, idleLimit, watch } = options;
    const server = new Socket({ allowHalfOpen: true });
    this.#client = client;
    this.#server = server;
    for (const side of [client, server]) side.setNoDelay(true);
    server.connect(backend.port, backend.address);
    const timer = setTimeout(this.reset, connectTimeout);
    server.on('connect', () => {
      clearTimeout(timer);
      if (watch.wanted) watch.report(this.ends());
      move(client, server, (bytes) => (counters.bytesIn += bytes));
      move(server, client, (bytes) => (counters.bytesOut += bytes));
      client.resume();
    });
    // All traffic passes the client's socket, one way or the other.
    client.on('timeout', this.reset);
    if (idleLimit > 0) client.setTimeout(idleLimit);
    for (const side of [client, server]) {
      side.once('end', () => client.setTimeout(silenceAfterEnd(options)));
    }
    let sides = 2;
    const closed = () => {
      clearTimeout(timer);
      sides -= 1;
      if (sides === 0) options.onClosed(this);
    };
    passEndOn(client, server, closed);
    passEndOn(server, client, closed);
  }

  readonly reset = (): void => {
    abort(this.#client);
    abort(this.#server);
  };

  keepAlive(): void {
    for (const side of [this.#client, this.#server]) side.setKeepAlive(true, keepAliveAfter);
  }

  ends(): RelayedEnds | null {
    const [client, server] = [this.#client, this.#server];
    const from = socketEnd(client.remoteAddress, client.remotePort);
    const host = socketEnd(client.localAddress, client.localPort);
    const local = server.connecting ? null : socketEnd(server.localAddress, server.localPort);
    const backend = socketEnd(server.remoteAddress, server.remotePort);
    if (from === null || host === null || local === null || backend === null) return null;
    return { protocol: 'tcp', client: from, host, local, backend };
  }
}

/** Writes what it reads from one socket to another, and pauses reading while the other is full. */
function move(from: Socket, to: Socket, count: (bytes: number) => void): void {
  from.on('data', (bytes: Buffer) => {
    count(bytes.length);
    if (!to.write(bytes)) from.pause();
  });
  to.on('drain', () => from.resume());
}

/** Passes an end on as an end; a failure closes the other side too, with a reset. */
function passEndOn(from: Socket, to: Socket, closed: () => void): void {
  from.on('end', () => {
    // libuv reports a reset that arrives together with data as an end. A write shows which it was.
    if (from.writableEnded) to.end();
    else {
      from.write(nothing, (failure) => {
        if (failure === null || failure === undefined) to.end();
      });
    }
  });
  from.on('error', () => {
    // A failure closes the socket, and `close` is handled.
  });
  from.on('close', (failed: boolean) => {
    if (failed || !from.readableEnded) abort(to);
    closed();
  });
}

const nothing = Buffer.alloc(0);

/** Ends a connection with a reset; a connection attempt is abandoned. */
function abort(socket: Socket): void {
  if (socket.destroyed) return;
  // While a socket is being shut down, libuv refuses to reset it; all data is sent then.
  const shuttingDown =
    socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (socket.connecting || shuttingDown) socket.destroy();
  else socket.resetAndDestroy();
}
