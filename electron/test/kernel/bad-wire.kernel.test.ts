import { expect } from 'vitest';
import { spoilWire, troubles } from '../machines/bad-wire';
import { ExchangeServer } from '../machines/exchange';
import { sharedMachineTest } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { SandboxHelper } from '../machines/sandbox';

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  const server = await ExchangeServer.start(machine, 'web', 7000);
  const helper = await SandboxHelper.start(machine);
  expect(await helper.cli('publish', 'web', '2345:7000')).toMatchObject({ ok: true });
  await spoilWire(machine);
  return { machine, helper, server };
}).extend('server', ({ prepared }) => prepared.server);

it('carries everything unchanged over a wire that loses and reorders packets', async ({
  machine,
  server,
}) => {
  const [connections, bytes] = [4, 8 * 1024 * 1024];
  const clients = await server.exchange({ address: '127.0.0.1', port: 2345, connections, bytes });
  expect(server.unharmed(clients, bytes)).toBe(connections);
  // The wire was really bad, for both ends.
  for (const netns of [undefined, 'web']) {
    const { again, outOfOrder } = await troubles(machine, netns);
    expect(again).toBeGreaterThan(10);
    expect(outOfOrder).toBeGreaterThan(10);
  }
});
