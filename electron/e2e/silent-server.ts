import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';

/** A server on this machine, on one port of TCP and UDP, that only counts who reaches it. */
export interface SilentServer {
  readonly port: number;
  /** Connections and datagrams so far. */
  reached(): number;
  stop(): void;
}

export async function startSilentServer(): Promise<SilentServer> {
  let reached = 0;
  const count = (): void => {
    reached++;
  };
  const server = createServer((socket) => {
    count();
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket('udp4', count);
  await new Promise<void>((resolve) => {
    datagrams.bind(port, '127.0.0.1', resolve);
  });
  return {
    port,
    reached: () => reached,
    stop() {
      server.close();
      datagrams.close();
    },
  };
}
