import type { Server, Socket } from 'node:net';
import { HandleRelay } from './handle-relay';
import { innerTcp, takeConnections, type InnerTcp, type TcpHandle } from './inner-tcp';
import type { Relay, RelayOptions } from './relay';
import { SocketRelay } from './socket-relay';
import type { Backend } from '../plan/resolved-publication';

/** An accepted client from which nothing was read yet. One of these methods is called, once. */
export interface AcceptedClient {
  relay(backend: Backend, options: RelayOptions): Relay;
  /** Rejects it with a reset. */
  refuse(): void;
}

/**
 * Accepts the connections of a listening server, created with `allowHalfOpen` and `pauseOnConnect`:
 * as handles if this version of Node has them, or else as sockets.
 */
export function acceptFrom(server: Server, accepted: (client: AcceptedClient) => void): void {
  server.removeAllListeners('connection');
  const inner = innerTcp;
  const taken =
    inner !== null &&
    takeConnections(server, (handle) => {
      accepted(handleClient(inner, handle));
    });
  if (taken) return;
  server.on('connection', (socket) => {
    accepted(socketClient(socket));
  });
}

function handleClient(inner: InnerTcp, handle: TcpHandle): AcceptedClient {
  return {
    relay: (backend, options) => new HandleRelay(inner, handle, backend, options),
    refuse: () => {
      handle.reset();
    },
  };
}

function socketClient(socket: Socket): AcceptedClient {
  return {
    relay: (backend, options) => new SocketRelay(socket, backend, options),
    refuse: () => {
      refuse(socket);
    },
  };
}

/** Rejects a client with a reset. */
export function refuse(client: Socket): void {
  client.on('error', () => undefined);
  client.resetAndDestroy();
}
