import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { protocolVersion, signOfLife } from '#shared/contract/helper';
import { ok } from '#shared/result/result';
import { connectHelper } from './helper-connection';

/** A little more than the silence that a client bears, in milliseconds. */
const tooLong = 61_000;

let folder: string;
let served: Socket | null = null;
const status = {
  version: '0',
  protocol: protocolVersion,
  pid: 1,
  world: 'lab',
  uptimeSeconds: 1,
  firewall: { backend: 'nft', forwardPolicy: 'ACCEPT' },
  endpoints: 0,
  publications: 0,
  warnings: [],
};
/** Answers only the call with which a connection begins. */
const server = createServer((socket) => {
  served = socket;
  socket.once('data', (chunk: Buffer) => {
    const { i } = JSON.parse(chunk.toString()) as { i: string };
    socket.write(`${JSON.stringify({ t: 's', i, r: ok(status) })}\n`);
  });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-silence-'));
  await new Promise<void>((resolve) => {
    server.listen(join(folder, 'socket'), resolve);
  });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  served?.destroy();
  server.close();
  await rm(folder, { recursive: true });
});

async function connected(onEvent = (): void => undefined) {
  const connection = await connectHelper(join(folder, 'socket'), onEvent);
  if (!connection.ok) throw new Error('not connected');
  return connection.value;
}

it('ends a call and the connection when the helper is silent for too long', async () => {
  const { call, closed } = await connected();
  const pending = call.snapshot({});
  vi.advanceTimersByTime(tooLong);
  expect(await pending).toMatchObject({ ok: false, error: { code: 'TIMED_OUT' } });
  await closed;
});

it('waits for a call as long as the helper shows that it is alive', async () => {
  let hear = (): void => undefined;
  const { call, close } = await connected(() => {
    hear();
  });
  let answer: unknown = 'none';
  const pending = call.snapshot({}).then((result) => (answer = result));
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(tooLong / 2);
    const heard = new Promise<void>((resolve) => (hear = resolve));
    for (const event of [signOfLife, { type: 'warning', text: 'heard' }]) {
      served?.write(`${JSON.stringify({ t: 'q', m: 'notify', a: [event] })}\n`);
    }
    await heard;
    expect(answer).toBe('none');
  }
  close();
  expect(await pending).toMatchObject({ error: { code: 'HELPER_UNAVAILABLE' } });
});

it('does not mind the silence of a helper that was asked for nothing', async () => {
  const { closed, close } = await connected();
  vi.advanceTimersByTime(10 * tooLong);
  let isClosed = false;
  void closed.then(() => (isClosed = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(false);
  close();
});
