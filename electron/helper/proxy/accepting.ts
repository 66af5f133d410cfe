import { Socket, type OnReadOpts, type Server } from 'node:net';

/** The option `onread` of a socket, with a function that tells the buffer for each next read. */
export interface Reading extends OnReadOpts {
  readonly buffer: () => Uint8Array;
}

/** The socket of a client, from which nothing is read until `resume()`. */
export interface Client {
  readonly socket: Socket;
  /** Whether it reads into the buffers that it was opened with, or tells what it reads by `data` events. */
  readonly reads: 'given' | 'own';
}

/** Opens the socket of a client that has been accepted; to be called once. */
export type OpenClient = (reading?: Reading) => Client;

/** The parts of a server that accepting is about. */
interface InnerServer {
  _handle: {
    onconnection?: (status: number, connection: object | undefined) => void;
  } | null;
}

/**
 * Accepts the connections of a listening server, made with `allowHalfOpen` and `pauseOnConnect`.
 *
 * Node gives no way to say what an accepted socket reads into, only one that connects. So the accepted
 * connection's handle is taken before the server makes a socket of it. That is not documented; where a version
 * of Node has it elsewhere, clients come with sockets that read into buffers of their own.
 */
export function acceptFrom(server: Server, accepted: (open: OpenClient) => void): void {
  server.removeAllListeners('connection');
  const listening = (server as unknown as InnerServer)._handle;
  if (typeof listening?.onconnection !== 'function') {
    server.on('connection', (socket) => {
      accepted(() => ({ socket, reads: 'own' }));
    });
    return;
  }
  listening.onconnection = (status, connection) => {
    // Whatever hinders one connection, such as the limit of open files, the next one is tried all the same.
    if (status !== 0 || connection === undefined) return;
    accepted((reading) => ({
      socket: new Socket(socketOptions(reading, connection)),
      reads: 'given',
    }));
  };
}

/**
 * Options of a socket of either side. Those of Node's streams are named as a socket sets them anyway: when it need
 * not add them to its copy of the options, it is made ten times as fast.
 *
 * @param handle of an accepted connection; a socket without one is to be connected
 */
export function socketOptions(onread?: Reading, handle?: object) {
  return {
    allowHalfOpen: true,
    emitClose: false,
    autoDestroy: true,
    decodeStrings: false,
    pauseOnCreate: true,
    noDelay: true,
    onread,
    handle,
  };
}
