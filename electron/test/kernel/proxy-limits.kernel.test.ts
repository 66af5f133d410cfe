import { expect } from 'vitest';
import { bridgedMachine } from '../machines/bridged-machine';
import { sharedMachineTest } from '../machines/machine-test';
import { SandboxHelper } from '../machines/sandbox';

/** So many files leave room for 71 connections beside the helper's own files. */
const files = 402;

/**
 * Opens connections to a port and sends nothing. When each has ended or was open for so many
 * milliseconds, it prints how many were reset, closes the others, and ends.
 */
const openMany = `
const [port, count, patience] = process.argv.slice(1).map(Number);
let reset = 0;
const sockets = Array.from({ length: count }, () => {
  const socket = require('node:net').connect(port, '127.0.0.1');
  socket.on('error', () => { reset += 1; if (reset === count) finish(); });
  return socket;
});
const finish = () => { console.log(reset); process.exit(); };
setTimeout(finish, patience);
`;

const letGo = '/run/let-go';

/**
 * The same, but keeps the others open until a file exists; prints when all were tried.
 */
const holdMany = `
const [port, count] = process.argv.slice(1).map(Number);
let left = count;
const done = () => { left -= 1; if (left === 0) console.log('held'); };
for (let i = 0; i < count; i++) {
  const socket = require('node:net').connect(port, '127.0.0.1');
  socket.on('error', done);
  // The server's greeting comes through the proxy only when the connection is relayed.
  socket.once('data', done);
}
setInterval(() => { if (require('node:fs').existsSync('${letGo}')) process.exit(); }, 100);
`;

const greeter = `
require('node:net').createServer((socket) => {
  socket.on('error', () => undefined);
  socket.write('hello');
}).listen(7000, '0.0.0.0', () => console.log('up'));
`;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  await machine.startReady([process.execPath, '-e', greeter], 'web');
  const limit = `--nofile=${String(files)}:${String(files)}`;
  const helper = await SandboxHelper.start(machine, [], [], ['prlimit', limit]);
  expect(await helper.cli('publish', 'web', '2345:7000', '2346:8000')).toMatchObject({ ok: true });
  return { machine, helper };
});

const countersOf = async (helper: SandboxHelper, id: string) =>
  ((await helper.cli('ls')).value['counters'] as Record<string, Record<string, number>>)[id];

it('leaves room for another port while one has more clients than there is room for', async ({
  machine,
  helper,
}) => {
  await machine.startReady([process.execPath, '-e', holdMany, '2345', '200']);
  expect((await countersOf(helper, 'tcp-2345'))?.['dropped']).toBeGreaterThan(100);
  for (let i = 0; i < 3; i++) {
    expect(await machine.fetch('http://127.0.0.1:2346')).toContain('web');
  }
  await machine.run(['touch', letGo]);
  await expect.poll(async () => (await countersOf(helper, 'tcp-2345'))?.['open']).toBe(0);
});

it('resets clients of a container that does not answer, and has room again', async ({
  machine,
  helper,
}) => {
  await machine.commands('ip netns exec web iptables -A INPUT -p tcp --dport 7000 -j DROP');
  const argv = [process.execPath, '-e', openMany, '2345', '40', '60000'];
  expect((await machine.run(argv, { seconds: 90 })).stdout.trim()).toBe('40');
  expect(await countersOf(helper, 'tcp-2345')).toMatchObject({ open: 0 });
  await machine.commands('ip netns exec web iptables -F INPUT');
});
