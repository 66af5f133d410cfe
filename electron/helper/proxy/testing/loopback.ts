import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ConnectionBudget } from '../connection-budget';
import { TcpPort } from '../tcp-port';

const ip = '127.0.0.1';

/** A proxy on this computer's loopback, with its backend. */
export interface Loopback {
  readonly port: TcpPort;
  /** Number of connections rejected for lack of files. */
  readonly exhausted: () => number;
  /** Connects a client, and waits for the backend's side of it. */
  readonly open: () => Promise<{ readonly client: Socket; readonly server: Socket }>;
  /**
   * Takes another port with the same budget and backend. @returns what {@link open} is for this one
   */
  readonly anotherPort: () => Promise<Loopback['open']>;
  /** Connects a client that may never succeed. */
  readonly knock: () => Socket;
  readonly stopBackend: () => void;
  readonly close: () => void;
}

/** @param options fileLimit: the assumed limit of open files; the others in milliseconds */
export async function loopback({
  fileLimit = 4096,
  idleLimit = 0,
  halfClosedLimit = 60_000,
} = {}): Promise<Loopback> {
  const backend = await listen();
  const number = portOf(backend);
  let exhausted = 0;
  const onExhausted = () => {
    exhausted += 1;
  };
  const budget = new ConnectionBudget(fileLimit, idleLimit, onExhausted, halfClosedLimit);
  const ports: TcpPort[] = [];
  const takePort = async () => {
    const free = await freePort();
    const port = await TcpPort.take(ip, free, budget);
    if (!port.ok) throw port.error;
    port.value.leadTo({ address: ip, port: number });
    ports.push(port.value);
    return { port: port.value, free };
  };
  const { port, free } = await takePort();
  const sockets: Socket[] = [];
  const knockAt = (at: number) => {
    const client = connect({ host: ip, port: at, allowHalfOpen: true });
    client.on('error', () => undefined);
    sockets.push(client);
    return client;
  };
  const openAt = async (at: number) => {
    const accepted = once(backend, 'connection') as Promise<[Socket]>;
    const client = knockAt(at);
    const [server] = await accepted;
    server.on('error', () => undefined);
    sockets.push(server);
    return { client, server };
  };
  return {
    port,
    exhausted: () => exhausted,
    knock: () => knockAt(free),
    open: () => openAt(free),
    anotherPort: async () => {
      const other = await takePort();
      return () => openAt(other.free);
    },
    stopBackend: () => {
      backend.close();
    },
    close: () => {
      for (const taken of ports) taken.release(0);
      backend.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listen(): Promise<Server> {
  const server = createServer({ allowHalfOpen: true });
  server.listen({ host: ip, port: 0 });
  await once(server, 'listening');
  return server;
}

/** A free port. */
async function freePort(): Promise<number> {
  const server = await listen();
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Everything that a socket receives until its end. */
export async function said(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8');
  for await (const part of socket.iterator({ destroyOnReturn: false })) text += String(part);
  return text;
}

/** How a socket's connection ended: the code of the error, or `end`. */
export function ending(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.resume();
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code ?? 'error');
    });
    // Data and a reset that arrive together are reported as an end; the next write then fails.
    socket.once('end', () => {
      socket.write('', (error) => {
        resolve((error as NodeJS.ErrnoException | undefined)?.code ?? 'end');
      });
    });
  });
}
