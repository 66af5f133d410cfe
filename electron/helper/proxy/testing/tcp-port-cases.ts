import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ending, loopback, said, type Loopback } from './loopback';

/** The behaviour of a TCP port, whatever relays its connections. */
export function itRelays(): void {
  let proxy: Loopback;
  afterEach(() => {
    proxy.close();
  });

  describe('the end of one side', () => {
    it('leaves the way back open when the client ends first', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      client.end('question');
      expect(await said(server)).toBe('question');
      await delay(20);
      server.end('answer');
      expect(await said(client)).toBe('answer');
      await expect
        .poll(() => proxy.port.counters)
        .toMatchObject({ open: 0, bytesIn: 8, bytesOut: 6 });
    });

    it('keeps the client’s direction open when the server ends first', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      server.end('hello');
      expect(await said(client)).toBe('hello');
      await delay(20);
      client.end('a late request');
      expect(await said(server)).toBe('a late request');
    });

    it('is passed on when both end without a word', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      client.end();
      server.end();
      expect(await Promise.all([said(client), said(server)])).toEqual(['', '']);
      await expect.poll(() => proxy.port.counters.open).toBe(0);
    });
  });

  describe('a reset', () => {
    it('of the client reaches the server as a reset', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      await passes('x', client, server);
      client.resetAndDestroy();
      expect(await ending(server)).toBe('ECONNRESET');
    });

    it('of the server reaches the client as a reset', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      await passes('x', client, server);
      server.resetAndDestroy();
      expect(await ending(client)).toBe('ECONNRESET');
    });

    it('that comes right behind data is passed on as well', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      server.write('half an ans');
      server.resetAndDestroy();
      expect(await ending(client)).not.toBe('end');
    });

    it('reaches a side that has ended already', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      client.end();
      await said(server);
      server.write('half an ans');
      await once(client, 'data');
      server.resetAndDestroy();
      expect(await ending(client)).toBe('ECONNRESET');
    });

    it('is what a client gets when the backend refuses', async () => {
      proxy = await loopback();
      proxy.stopBackend();
      expect(await ending(proxy.knock())).toBe('ECONNRESET');
      await expect.poll(() => proxy.port.counters.open).toBe(0);
    });

    it('is what a client gets when the backend cannot even be tried', async () => {
      proxy = await loopback();
      // Without its interface, a link-local address is unreachable.
      proxy.port.leadTo({ address: 'fe80::1', port: 1 });
      expect(await ending(proxy.knock())).toBe('ECONNRESET');
      await expect.poll(() => proxy.port.counters).toMatchObject({ open: 0, accepted: 1 });
    });

    it('is what a client gets while the port is only held', async () => {
      proxy = await loopback();
      proxy.port.leadTo(null);
      expect(await ending(proxy.knock())).toBe('ECONNRESET');
      expect(proxy.port.counters).toMatchObject({ accepted: 0, dropped: 1 });
    });
  });

  describe('a port that is given back', () => {
    it('lets a connection finish, and takes no new one', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      await passes('x', client, server);
      proxy.port.release(10_000);
      expect(await ending(proxy.knock())).toBe('ECONNREFUSED');
      client.end('last words');
      expect(await said(server)).toBe('last words');
      server.end('goodbye');
      expect(await said(client)).toBe('goodbye');
    });

    it('resets what is still open after the grace', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      await passes('x', client, server);
      const released = performance.now();
      proxy.port.release(200);
      expect(await Promise.all([ending(client), ending(server)])).toEqual([
        'ECONNRESET',
        'ECONNRESET',
      ]);
      expect(performance.now() - released).toBeGreaterThan(190);
    });

    it('never passes off half of an answer as the whole', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      client.pause();
      server.end(Buffer.alloc(64 * 1024 * 1024));
      await delay(200);
      proxy.port.release(0);
      expect(await ending(client)).toBe('ECONNRESET');
    });
  });

  describe('a connection that stays', () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    it('is watched by the kernel on both sides', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      proxy = await loopback();
      const { client, server } = await proxy.open();
      await passes('x', client, server);
      const ends = [client.remotePort, server.remotePort];
      expect(await keptAlive(ends)).toEqual([]);
      vi.advanceTimersByTime(30_000);
      expect(await keptAlive(ends)).toEqual(ends);
    });
  });

  it('leaves no file open, however connections end', async () => {
    proxy = await loopback();
    const before = await openSockets();
    const endings: readonly ((one: Socket, other: Socket) => void)[] = [
      (one, other) => [one, other].map((side) => side.end()),
      (one, other) => [one, other].map((side) => side.resetAndDestroy()),
      (one, other) => one.end(() => other.resetAndDestroy()),
      (one, other) => {
        one.end(Buffer.alloc(8 * 1024 * 1024));
        other.destroy();
      },
    ];
    const sockets: Socket[] = [];
    for (const end of endings) {
      for (let i = 0; i < 20; i++) {
        const { client, server } = await proxy.open();
        sockets.push(client, server);
        end(...(i % 2 === 0 ? ([client, server] as const) : ([server, client] as const)));
      }
    }
    proxy.port.leadTo({ address: 'fe80::1', port: 1 });
    for (let i = 0; i < 20; i++) sockets.push(proxy.knock());
    await expect.poll(() => proxy.port.counters).toMatchObject({ open: 0, accepted: 100 });
    for (const socket of sockets) socket.destroy();
    await expect.poll(openSockets).toBe(before);
  });

  describe('limits', () => {
    it('closes a connection through which nothing went for the idle limit', async () => {
      proxy = await loopback({ idleLimit: 2_000 });
      const { client, server } = await proxy.open();
      for (let i = 0; i < 5; i++) {
        await passes('x', i % 2 === 0 ? client : server, i % 2 === 0 ? server : client);
        await delay(500);
      }
      expect(await ending(client)).toBe('ECONNRESET');
    });

    it('closes a half-closed connection whose other side is silent for the limit', async () => {
      proxy = await loopback({ halfClosedLimit: 1_000 });
      const { client, server } = await proxy.open();
      await passes('x', client, server);
      client.end();
      expect(await said(server)).toBe('');
      expect(await ending(client)).toBe('ECONNRESET');
      await expect.poll(() => proxy.port.counters.open).toBe(0);
      const other = await proxy.open();
      other.server.end();
      expect(await said(other.client)).toBe('');
      expect(await ending(other.server)).toBe('ECONNRESET');
    });

    it('keeps a half-closed connection while something moves on it', async () => {
      proxy = await loopback({ halfClosedLimit: 1_000 });
      const { client, server } = await proxy.open();
      client.end();
      await said(server);
      for (let i = 0; i < 6; i++) {
        await delay(400);
        await passes('x', server, client);
      }
      server.end();
      expect(await said(client)).toBe('');
    });

    it('does not let one port take the room of another', async () => {
      proxy = await loopback({ fileLimit: 256 + 2 * 90 + 1 });
      const clients = [];
      for (let i = 0; i < 82; i++) clients.push(await proxy.open());
      expect(await ending(proxy.knock())).toBe('ECONNRESET');
      const other = await proxy.anotherPort();
      for (let i = 0; i < 6; i++) {
        const { client, server } = await other();
        await passes('x', client, server);
      }
    });

    it('turns clients away at the limit of open files, counts them, and recovers', async () => {
      proxy = await loopback({ fileLimit: 0 });
      const open = [];
      for (let i = 0; i < 15; i++) open.push(await proxy.open());
      expect(await ending(proxy.knock())).toBe('ECONNRESET');
      expect(await ending(proxy.knock())).toBe('ECONNRESET');
      expect(proxy.port.counters).toMatchObject({ open: 15, accepted: 15, dropped: 2 });
      expect(proxy.exhausted()).toBe(2);
      open[0]?.client.resetAndDestroy();
      await expect.poll(() => proxy.port.counters.open).toBe(14);
      const { client, server } = await proxy.open();
      await passes('x', client, server);
    });

    it('stops reading from a side while the other does not take it', async () => {
      proxy = await loopback();
      const { client, server } = await proxy.open();
      client.pause();
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      const total = 256;
      for (let i = 0; i < total; i++) server.write(chunk);
      server.end();
      let before = -1;
      await vi.waitFor(
        () => {
          const now = proxy.port.counters.bytesOut;
          const still = now === before;
          before = now;
          expect(still).toBe(true);
        },
        { interval: 200, timeout: 15_000 },
      );
      // The kernel's own buffers hold some megabytes on each side.
      expect(before).toBeLessThan((total / 4) * chunk.length);
      let received = 0;
      for await (const part of client) received += (part as Buffer).length;
      expect(received).toBe(total * chunk.length);
    });
  });

  it('moves everything both ways at once', async () => {
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
    await expect
      .poll(() => proxy.port.counters)
      .toMatchObject({ open: 0, bytesIn: bytes, bytesOut: bytes });
  });
}

/** Writes from one socket and waits until the other has read it. */
async function passes(text: string, from: Socket, to: Socket): Promise<void> {
  const arrived = once(to, 'data') as Promise<[Buffer]>;
  from.write(text);
  expect((await arrived)[0].toString()).toBe(text);
}

/**
 * The local ports, out of some, whose connections have a keep-alive timer (proc_net_tcp in the
 * kernel's documentation).
 */
async function keptAlive(ports: readonly (number | undefined)[]) {
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
  const watched = lines.flatMap((line) => {
    const [, local, , state, , timer] = line.trim().split(/\s+/);
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
    return state === '01' && timer?.startsWith('02:') === true ? [port] : [];
  });
  return ports.filter((port) => port !== undefined && watched.includes(port));
}

/** How many sockets this process has open. */
async function openSockets(): Promise<number> {
  const files = await readdir('/proc/self/fd');
  const targets = await Promise.all(
    files.map((file) => readlink(`/proc/self/fd/${file}`).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith('socket:')).length;
}
