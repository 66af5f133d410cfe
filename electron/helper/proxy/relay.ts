import { connect, type Socket } from 'node:net';
import type { BufferPool } from './buffer-pool';
import { moveToPooledReads, pooledReads } from './reading-socket';

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
}

/** How long a connection to the backend may take to be made, in milliseconds. */
export const connectTimeout = 5_000;

/** One relayed connection. */
export interface Relay {
  /** Ends both sides with a reset. */
  reset(): void;
}

/**
 * Relays one accepted connection to the backend, both ways, until both sides have ended. Each side's end is
 * passed on alone (half-close), a reset is passed on as a reset, and a backend that cannot be reached resets
 * the client. A side that does not take what it is sent stops the reading from the other, so that no more
 * than one buffer waits in each direction.
 *
 * @param accepted from a server with `allowHalfOpen` and `pauseOnConnect`
 * @param onClose called once when both sides have gone
 */
export function relay(
  accepted: Socket,
  backend: Backend,
  { pool, counters, idleLimit }: RelayOptions,
  onClose: () => void,
): Relay {
  // Neither reader is called before both sockets exist: the client is paused until the backend is connected,
  // and the backend says nothing before that.
  const clientReads = pooledReads(pool, (bytes, release) => {
    counters.bytesIn += bytes.length;
    return pass(bytes, release, client, server);
  });
  const serverReads = pooledReads(pool, (bytes, release) => {
    counters.bytesOut += bytes.length;
    return pass(bytes, release, server, client);
  });
  const moved = moveToPooledReads(accepted, clientReads);
  const client = moved ?? accepted;
  const server: Socket = connect({
    host: backend.address,
    port: backend.port,
    allowHalfOpen: true,
    noDelay: true,
    onread: serverReads,
  });
  client.setNoDelay(true);
  if (moved === null) readPlainly(client, server, counters);

  const reset = () => {
    abort(client);
    abort(server);
  };
  const timer = setTimeout(reset, connectTimeout);
  server.once('connect', () => {
    clearTimeout(timer);
    client.resume();
  });
  // Whatever goes through passes the client's socket, one way or the other.
  if (idleLimit > 0) client.setTimeout(idleLimit, reset);
  passEndOn(client, server);
  passEndOn(server, client);

  let open = 2;
  const closed = () => {
    open -= 1;
    if (open > 0) return;
    clearTimeout(timer);
    clientReads.stop();
    serverReads.stop();
    if (moved !== null) accepted.destroy();
    onClose();
  };
  client.once('close', closed);
  server.once('close', closed);
  return { reset };
}

/** Writes what one side said to the other; while the other does not take it, the one is not read. */
function pass(bytes: Buffer, release: () => void, from: Socket, to: Socket): boolean {
  let taken = false;
  to.write(bytes, () => {
    release();
    if (!taken && !from.destroyed) from.resume();
  });
  // What the kernel took at once does not wait.
  taken = to.writableLength === 0;
  return taken;
}

/** The same with Node's own buffers, for a client whose socket could not be moved. */
function readPlainly(client: Socket, server: Socket, counters: RelayCounters): void {
  client.on('data', (bytes: Buffer) => {
    counters.bytesIn += bytes.length;
    if (!pass(bytes, () => undefined, client, server)) client.pause();
  });
  client.pause();
}

/** An end is passed on as an end; a failure takes the other side with it, as a reset. */
function passEndOn(from: Socket, to: Socket): void {
  from.once('end', () => to.end());
  from.on('error', () => {
    from.destroy();
    abort(to);
  });
  from.once('close', () => {
    if (!from.readableEnded) abort(to);
  });
}

/** Ends a connection with a reset; one that is still being made is given up. */
function abort(socket: Socket): void {
  if (socket.connecting) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
