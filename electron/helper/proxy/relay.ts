import { connect, type Socket } from 'node:net';

/** Where a proxy leads. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** How long a connection to the backend may take to be made, in milliseconds. */
export const connectTimeout = 5_000;

/**
 * Relays one accepted connection to the backend, both ways, until both sides have ended. Each side's end is
 * passed on alone (half-close), a reset is passed on as a reset, and a backend that cannot be reached resets
 * the client. The slower side holds the faster one back.
 *
 * @param client accepted with `allowHalfOpen` and `pauseOnConnect`
 * @returns the socket towards the backend
 */
export function relay(client: Socket, backend: Backend): Socket {
  const server = connect({
    host: backend.address,
    port: backend.port,
    allowHalfOpen: true,
    noDelay: true,
  });
  client.setNoDelay(true);
  const timer = setTimeout(() => {
    server.destroy();
    client.resetAndDestroy();
  }, connectTimeout);
  server.once('connect', () => {
    clearTimeout(timer);
    client.pipe(server);
    server.pipe(client);
  });
  server.once('close', () => {
    clearTimeout(timer);
  });
  passFailureOn(client, server);
  passFailureOn(server, client);
  return server;
}

/** A side that fails takes the other with it, in the same way: by a reset. */
function passFailureOn(from: Socket, to: Socket): void {
  from.on('error', () => {
    from.destroy();
    if (!to.destroyed) to.resetAndDestroy();
  });
  from.once('close', () => {
    if (!from.readableEnded && !to.destroyed) to.resetAndDestroy();
  });
}
