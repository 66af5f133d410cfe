import { expect } from 'vitest';
import type { HelperEvent } from '#shared/contract/helper';
import { connectHelper } from '#transport/helper-connection';
import { inEnglish } from '#shared/messages/english';
import { toEnglish } from '#shared/messages/message';
import { ExchangeServer } from '../machines/exchange';
import { sharedMachineTest } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { SandboxHelper } from '../machines/sandbox';

/**
 * So many files leave room for 71 connections beside the helper's own files and two listening
 * sockets, and one port does not get all of it.
 */
const [files, room] = [400, 65];
const exchange = { address: '127.0.0.1', port: 2345, bytes: 1000 } as const;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  const server = await ExchangeServer.start(machine, 'web', 7000);
  const limit = `--nofile=${String(files)}:${String(files)}`;
  const helper = await SandboxHelper.start(machine, [], [], ['prlimit', limit]);
  expect(await helper.cli('publish', 'web', '2345:7000')).toMatchObject({ ok: true });
  return { machine, helper, server };
}).extend('server', ({ prepared }) => prepared.server);

async function counters(helper: SandboxHelper): Promise<Readonly<Record<string, unknown>>> {
  const { value } = await helper.cli('ls');
  return (value['counters'] as Record<string, Record<string, unknown>>)['tcp-2345'] ?? {};
}

/** Has so many clients ask, and waits until what the proxy had open for them is closed. */
async function unharmed(
  helper: SandboxHelper,
  server: ExchangeServer,
  connections: number,
): Promise<number> {
  const clients = await server.exchange({ ...exchange, connections });
  expect(clients).toHaveLength(connections);
  await expect.poll(async () => (await counters(helper))['open']).toBe(0);
  return server.unharmed(clients, exchange.bytes);
}

it('drops clients when it is out of descriptors, counts and reports them, and serves the rest', async ({
  machine,
  helper,
  server,
}) => {
  const events: HelperEvent[] = [];
  const connected = await connectHelper(machine.outsidePath('/run/portolan/helper.sock'), (event) =>
    events.push(event),
  );
  if (!connected.ok) throw new Error(toEnglish(connected.error.message));
  await connected.value.call.subscribe({});

  expect(await unharmed(helper, server, room)).toBe(room);
  expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(await unharmed(helper, server, room + 40)).toBe(room);
  expect(await counters(helper)).toEqual({
    open: 0,
    accepted: 2 * room,
    dropped: 40,
    // Each client also identifies itself in 12 bytes, and is greeted by one.
    bytesIn: 2 * room * (exchange.bytes + 12),
    bytesOut: 2 * room * (exchange.bytes + 1),
  });
  expect(inEnglish(events.filter(({ type }) => type === 'warning'))).toEqual([
    { type: 'warning', text: expect.stringContaining('limit of open files') as unknown },
  ]);
  expect((await helper.cli('status')).value['warnings']).toEqual([
    expect.stringContaining('limit of open files'),
  ]);
  // Room that was given back is used again.
  expect(await unharmed(helper, server, room)).toBe(room);
  connected.value.close();
});
