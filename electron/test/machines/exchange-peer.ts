/**
 * One end of an exchange, as a program of its own: `serve PORT` or `ask ADDRESS PORT CONNECTIONS
 * BYTES IDLE`.
 *
 * The client opens all its connections, waits until the server has greeted on each that is not
 * reset, and leaves them idle for so many milliseconds. Then both ends of each send different bytes
 * at the same time and end their side. Each end prints a line for each connection: what it sent and
 * what arrived, as hashes.
 */
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What one end of one connection saw. */
export interface EndReport {
  readonly id: number;
  readonly sent: string;
  readonly received: string;
  /** Bytes that arrived, without header and greeting. */
  readonly bytes: number;
}

/** What the server says first, on each connection that reaches it. */
const greeting = Buffer.from('.');
const headerLength = 12;
const chunkLength = 64 * 1024;
/** So many connections are being made at a time. */
const opening = 200;
const noise = randomFillSync(Buffer.alloc(1024 * 1024));

const [role, ...args] = process.argv.slice(2);
if (role === 'serve') serve(Number(args[0]));
else if (role === 'ask') await ask(String(args[0]), ...numbers(args.slice(1)));

function numbers([port, connections, bytes, idle]: readonly string[]) {
  return [Number(port), Number(connections), Number(bytes), Number(idle)] as const;
}

function serve(port: number): void {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    const begin = () => {
      const header = socket.read(headerLength) as Buffer | null;
      if (header?.length !== headerLength) return;
      socket.off('readable', begin);
      void exchange(socket, header.readUInt32LE(0), Number(header.readBigUInt64LE(4)));
    };
    socket.on('readable', begin);
    socket.write(greeting);
  });
  server.listen({ port, host: '0.0.0.0', backlog: 4096 }, () => {
    console.log('listening');
  });
}

async function ask(
  address: string,
  port: number,
  connections: number,
  bytes: number,
  idle: number,
): Promise<void> {
  const sockets: Socket[] = [];
  while (sockets.length < connections) {
    const count = Math.min(opening, connections - sockets.length);
    const wave = Array.from({ length: count }, () =>
      connect({ host: address, port, allowHalfOpen: true }),
    );
    await Promise.all(wave.map(reached));
    sockets.push(...wave);
  }
  await delay(idle);
  await Promise.all(
    sockets.map(async (socket, id) => {
      const header = Buffer.alloc(headerLength);
      header.writeUInt32LE(id, 0);
      header.writeBigUInt64LE(BigInt(bytes), 4);
      socket.write(header);
      await exchange(socket, id, bytes);
    }),
  );
}

/**
 * Waits until the server is really reached, or the connection has been reset, be it before this
 * program saw that it was made. That is a broken connection like any other: its exchange finds
 * nothing to send to and nothing to receive.
 */
async function reached(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  try {
    await once(socket, 'readable');
    socket.read(greeting.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
  }
}

/** Sends and receives at once; done when both have ended, or the connection broke. */
async function exchange(socket: Socket, id: number, bytes: number): Promise<void> {
  const [sent, received] = await Promise.all([send(socket, id, bytes), receive(socket)]);
  const report: EndReport = { id, sent, ...received };
  console.log(JSON.stringify(report));
}

async function send(socket: Socket, id: number, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes && !socket.destroyed; at += chunkLength) {
    const chunk = chunkAt(id, at, Math.min(chunkLength, bytes - at));
    hash.update(chunk);
    if (!socket.write(chunk)) await drained(socket);
  }
  socket.end();
  return hash.digest('hex');
}

/** Waits until a socket takes more, or is closed. */
async function drained(socket: Socket): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]).catch(
    () => undefined,
  );
  settled.abort();
}

/** Noise from another place for each chunk, so that no two are alike, on neither connection. */
function chunkAt(id: number, at: number, length: number): Buffer {
  const from = (id * 7919 + at / 13) % (noise.length - chunkLength);
  const chunk = Buffer.from(noise.subarray(from, from + length));
  if (length >= 12) {
    chunk.writeUInt32LE(id, 0);
    chunk.writeBigUInt64LE(BigInt(at), 4);
  }
  return chunk;
}

async function receive(socket: Socket): Promise<Pick<EndReport, 'received' | 'bytes'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const part of socket.iterator({ destroyOnReturn: false })) {
      bytes += (part as Buffer).length;
      hash.update(part as Buffer);
    }
  } catch {
    return { received: 'broken', bytes };
  }
  return { received: hash.digest('hex'), bytes };
}
