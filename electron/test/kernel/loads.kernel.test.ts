import { expect } from 'vitest';
import { sharedMachineTest } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { SandboxHelper } from '../machines/sandbox';
import { raiseFileLimit } from '../../helper/system/file-limit';
import { ExchangeServer, type Exchange } from '../machines/exchange';

/** How many files each of the programs may have open. */

const mebibyte = 1024 * 1024;
const published = { address: '127.0.0.1', port: 2345 } as const;

const it = sharedMachineTest(async (closeAtEnd) => {
  // What this process may open, those that it starts may open too.
  const files = await raiseFileLimit();
  const machine = closeAtEnd(await bridgedMachine());
  const server = await ExchangeServer.start(machine, 'web', 7000);
  const helper = await SandboxHelper.start(machine);
  expect(await helper.cli('publish', 'web', '2345:7000')).toMatchObject({ ok: true });
  return { machine, helper, server, files };
})
  .extend('server', ({ prepared }) => prepared.server)
  .extend('files', ({ prepared }) => prepared.files);

/** Exchanges through the proxy; all connections are to bring everything, unchanged. */
async function exchangeAll(server: ExchangeServer, exchange: Exchange): Promise<void> {
  const clients = await server.exchange(exchange);
  expect(clients).toHaveLength(exchange.connections);
  expect(server.unharmed(clients, exchange.bytes)).toBe(exchange.connections);
}

it('carries 1 GiB both ways at once, unchanged', async ({ server }) => {
  await exchangeAll(server, { ...published, connections: 1, bytes: 1024 * mebibyte });
});

it('carries 1,000 connections at once, each with bytes of its own', async ({ server }) => {
  await exchangeAll(server, { ...published, connections: 1000, bytes: mebibyte / 8 });
});

// Two for each connection, room for all else, and some stays free for other ports. A system whose hard limit is lower gets as many
// as it allows.
const idle = (limit: number) => Math.min(10_000, Math.floor(((limit - 512) / 2) * (3 / 4)));

it('keeps 10,000 idle connections, and every one of them still answers', async ({
  server,
  files,
}) => {
  await exchangeAll(server, { ...published, connections: idle(files), bytes: 64, idle: 5_000 });
});
