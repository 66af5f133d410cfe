import { afterAll, beforeAll, expect, it } from 'vitest';
import { spoilWire, troubles } from '../machines/bad-wire';
import { ExchangeServer } from '../machines/exchange';
import { bridgedMachine, SandboxHelper, type Sandbox } from '../machines/sandbox';

let machine: Sandbox;
let server: ExchangeServer;

beforeAll(async () => {
  machine = await bridgedMachine();
  server = await ExchangeServer.start(machine, 'web', 7000);
  const helper = await SandboxHelper.start(machine);
  expect(await helper.cli('publish', 'web', '2345:7000')).toMatchObject({ ok: true });
  await spoilWire(machine);
});
afterAll(() => machine.close());

it('carries everything unchanged over a wire that loses and reorders packets', async () => {
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
