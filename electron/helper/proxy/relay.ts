import { Socket } from 'node:net';
import type { BufferPool } from './buffer-pool';
import { asBytes, OneWay } from './one-way';
import { socketOptions, type OpenClient } from './accepting';
import { socketEnd, type RelayedEnds, type RelayWatch } from './relayed-ends';

/** Where a proxy leads. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** What went through a proxy since it was made. */
export interface RelayCounters {
  /** Connections that are open now. */
  open: number;
  /** Connections that were accepted. */
  accepted: number;
  /** Connections that were turned away: no backend, or the limit of open files. */
  dropped: number;
  /** Bytes from clients to the backend. */
  bytesIn: number;
  /** Bytes from the backend to clients. */
  bytesOut: number;
}

export interface RelayOptions {
  readonly pool: BufferPool;
  readonly counters: RelayCounters;
  /** Close a connection through which nothing went for so long, in milliseconds; 0 never does. */
  readonly idleLimit: number;
  readonly watch: RelayWatch;
}

/** How long a connection to the backend may take to be made, in milliseconds. */
export const connectTimeout = 5_000;

/** After how long without traffic a side is asked whether it is still there, in milliseconds. */
const keepAliveAfter = 60_000;

/** One relayed connection. */
export interface Relay {
  /** Ends both sides with a reset. */
  reset(): void;
  /** Has the kernel find out when a side is gone without a word. */
  keepAlive(): void;
  /** null while the connection to the backend is not made. */
  ends(): RelayedEnds | null;
}

/**
 * Relays one accepted connection to the backend, both ways, until both sides have ended. Each side's end is
 * passed on alone (half-close), a reset is passed on as a reset, and a backend that cannot be reached resets
 * the client. A side that does not take what it is sent stops the reading from the other, so that no more
 * than one buffer waits in each direction.
 *
 * @param open gives the client's socket
 * @param onClose called once when both sides have gone
 */
export function relay(
  open: OpenClient,
  backend: Backend,
  { pool, counters, idleLimit, watch }: RelayOptions,
  onClose: () => void,
): Relay {
  const up = new OneWay(pool, (bytes) => {
    counters.bytesIn += bytes;
  });
  const down = new OneWay(pool, (bytes) => {
    counters.bytesOut += bytes;
  });
  const { socket: client, reads } = open(up.reading);
  const server = new Socket(socketOptions(down.reading)).connect(backend.port, backend.address);
  up.join(client, server);
  down.join(server, client);
  client.setNoDelay(true);
  if (reads === 'own') up.readPlainly();

  const reset = () => {
    abort(client);
    abort(server);
  };
  const ends = () => endsOf(client, server);
  const timer = setTimeout(reset, connectTimeout);
  server.on('connect', () => {
    clearTimeout(timer);
    if (watch.wanted) watch.report(ends());
    client.resume();
  });
  // Whatever goes through passes the client's socket, one way or the other.
  if (idleLimit > 0) client.setTimeout(idleLimit, reset);

  let sides = 2;
  const closed = () => {
    sides -= 1;
    if (sides > 0) return;
    clearTimeout(timer);
    up.stop();
    down.stop();
    onClose();
  };
  passEndOn(client, server, down, closed);
  passEndOn(server, client, up, closed);
  return {
    reset,
    ends,
    keepAlive: () => {
      for (const side of [client, server]) side.setKeepAlive(true, keepAliveAfter);
    },
  };
}

function endsOf(client: Socket, server: Socket): RelayedEnds | null {
  const from = socketEnd(client.remoteAddress, client.remotePort);
  const host = socketEnd(client.localAddress, client.localPort);
  const local = server.connecting ? null : socketEnd(server.localAddress, server.localPort);
  const backend = socketEnd(server.remoteAddress, server.remotePort);
  if (from === null || host === null || local === null || backend === null) return null;
  return { protocol: 'tcp', client: from, ...{ host, local, backend } };
}

/**
 * An end is passed on as an end; a failure takes the other side with it, as a reset.
 *
 * @param back the way that writes to the socket whose end is passed on
 */
function passEndOn(from: Socket, to: Socket, back: OneWay, closed: () => void): void {
  const pass = () => {
    // The second of both ends: nothing is left that a shutdown would keep open.
    if (to.readableEnded && to.writableLength === 0) to.destroy();
    else to.end();
  };
  from.on('end', () => {
    // libuv tells a reset that comes together with data as an end. A write shows which it was.
    if (!from.writableEnded && !back.waits) {
      from._write(nothing, asBytes, (failure) => {
        if (failure === null || failure === undefined) pass();
        else from.destroy(failure);
      });
    } else pass();
  });
  from.on('error', ignore);
  from.on('close', (failed: boolean) => {
    if (failed || !from.readableEnded) abort(to);
    closed();
  });
}

const nothing = Buffer.alloc(0);

function ignore(): void {
  // A failure closes the socket, and that is what is acted upon.
}

/** Ends a connection with a reset; one that is still being made is given up. */
function abort(socket: Socket): void {
  if (socket.destroyed) return;
  // While a socket is being shut down, libuv refuses to reset it; all data has gone then.
  const shuttingDown =
    socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (socket.connecting || shuttingDown) socket.destroy();
  else socket.resetAndDestroy();
}
