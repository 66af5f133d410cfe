import { once } from 'node:events';
import { afterAll, expect, it, vi } from 'vitest';
import { loopback, type Loopback } from './testing/loopback';

// A version of Node that accepts in another way.
vi.mock(import('./accepting'), async (original) => ({
  ...(await original()),
  acceptFrom: (server, accepted) => {
    server.removeAllListeners('connection');
    server.on('connection', (socket) => {
      accepted(() => ({ socket, reads: 'own' }));
    });
  },
}));

let proxy: Loopback;
afterAll(() => {
  proxy.close();
});

it('moves everything both ways with sockets that cannot be given buffers', async () => {
  proxy = await loopback();
  const { client, server } = await proxy.open();
  const bytes = 32 * 1024 * 1024;
  const sizes = [client, server].map(async (socket) => {
    let received = 0;
    for (let sent = 0; sent < bytes; sent += 65536) socket.write(Buffer.alloc(65536, 'x'));
    socket.end();
    socket.on('data', (part: Buffer) => (received += part.length));
    await once(socket, 'end');
    return received;
  });
  expect(await Promise.all(sizes)).toEqual([bytes, bytes]);
  await vi.waitFor(() => {
    expect(proxy.port.counters).toMatchObject({ open: 0, bytesIn: bytes, bytesOut: bytes });
  });
});
