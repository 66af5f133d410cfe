import { expect } from 'vitest';
import { toEnglish } from '#shared/messages/message';
import { connectHelper } from '#transport/helper-connection';
import { raiseFileLimit } from '../../helper/system/file-limit';
import { ExchangeServer } from '../machines/exchange';
import { sharedMachineTest } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { resourcesOf } from '../machines/resources';
import { SandboxHelper, type Sandbox } from '../machines/sandbox';

/** `npm run test:faults` sets it; as a part of all tests the numbers are smaller. */
const isLong = process.env['PORTOLAN_LONG'] !== undefined;
const cycles = isLong ? 2_000 : 150;
const connections = 2_500;
const rounds = isLong ? 20 : 8;
/** Cycles, and rounds of connections, until the helper has allocated what it uses all the time. */
const warmUp = { cycles: 50, rounds: 4 } as const;

/** How much memory may grow between two equal loads, in MiB: garbage that was not collected yet. */
const mayGrow = 48;

const it = sharedMachineTest(async (closeAtEnd) => {
  await raiseFileLimit();
  const machine = closeAtEnd(await bridgedMachine());
  // So many connections need every port, and the same ones again within a minute.
  await machine.commands(`
    sysctl -qw net.ipv4.tcp_tw_reuse=1
    sysctl -qw net.ipv4.tcp_max_tw_buckets=1000`);
  const server = await ExchangeServer.start(machine, 'web', 7000);
  const helper = await SandboxHelper.start(machine);
  return { machine, helper, server };
}).extend('server', ({ prepared }) => prepared.server);

/** Waits until the helper holds no more files than before, and compares the rest. */
async function expectNoGrowth(machine: Sandbox, before: Awaited<ReturnType<typeof resourcesOf>>) {
  await expect
    .poll(async () => (await resourcesOf(machine)).files, { timeout: 60_000, interval: 1_000 })
    .toBeLessThanOrEqual(before.files + 4);
  const after = await resourcesOf(machine);
  console.log({ before, after });
  expect(after.memory).toBeLessThan(before.memory + mayGrow);
  expect({ ...after, memory: 0, files: 0, sockets: 0 }).toEqual({
    ...before,
    memory: 0,
    files: 0,
    sockets: 0,
  });
}

it(`serves ${String(rounds * connections)} connections and keeps nothing of them`, async ({
  machine,
  helper,
  server,
}) => {
  expect(await helper.cli('publish', 'web', '2345:7000')).toMatchObject({ ok: true });
  const round = async () => {
    const exchange = { address: '127.0.0.1', port: 2345, connections, bytes: 500 };
    const clients = await server.exchange(exchange);
    expect(server.unharmed(clients, exchange.bytes)).toBe(connections);
  };
  for (let i = 0; i < warmUp.rounds; i++) await round();
  const before = await resourcesOf(machine);
  for (let i = warmUp.rounds; i < rounds; i++) await round();
  await expectNoGrowth(machine, before);
  const { value } = await helper.cli('ls');
  expect(value['counters']).toMatchObject({
    'tcp-2345': { accepted: rounds * connections, open: 0, dropped: 0 },
  });
  expect(await helper.cli('unpublish', '2345')).toMatchObject({ ok: true });
});

it(
  `publishes and unpublishes ${String(cycles)} times, and nothing is left`,
  { timeout: 3_600_000 },
  async ({ machine }) => {
    const connected = await connectHelper(machine.outsidePath('/run/portolan/helper.sock'));
    if (!connected.ok) throw new Error(toEnglish(connected.error.message));
    const { call } = connected.value;
    const ask = { target: 'web', proxy: true, dnat: true, dryRun: false };
    const cycle = async () => {
      const published = await call.publish({ ...ask, specs: ['2346:8000', '2346:8000/udp'] });
      expect(published).toMatchObject({ ok: true });
      const removed = await call.unpublish({ selectors: ['2346/tcp', '2346/udp'], dryRun: false });
      expect(removed).toMatchObject({ ok: true });
    };
    for (let i = 0; i < warmUp.cycles; i++) await cycle();
    const before = await resourcesOf(machine);
    for (let i = warmUp.cycles; i < cycles; i++) await cycle();
    await expectNoGrowth(machine, before);
    connected.value.close();
  },
);
