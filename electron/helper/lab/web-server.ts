import { createServer } from 'node:http';

/**
 * Serves a line with the container's name and the client's address as this server sees it, which
 * shows the effect of translation: `c1 served 192.0.2.2:43938`.
 */
export function runWebServer(name: string, address: string, port: number): void {
  process.title = `web-${name}`;
  createServer((request, response) => {
    const { remoteAddress = '?', remotePort = 0 } = request.socket;
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end(`${name} served ${remoteAddress}:${String(remotePort)}\n`);
  }).listen({ host: address, port });
}
