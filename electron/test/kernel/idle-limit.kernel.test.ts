import { expect } from 'vitest';
import { sharedMachineTest } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { SandboxHelper } from '../machines/sandbox';

/** In seconds. */
const idleLimit = 2;
/**
 * How long the busy connection waits after an answer before it sends again, in milliseconds: well
 * within the limit.
 */
const pause = 100;
/** How often it sends, so that it lasts much longer than the limit. */
const times = 60;

const echo = `
require('node:net').createServer((socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
}).listen(7000, '0.0.0.0', () => console.log('up'));
`;

/**
 * Opens two connections: `idle` sends once, `busy` again and again. Prints how each of them ends.
 */
const clients = `
const open = (name, times) => {
  const socket = require('node:net').connect(2345, '127.0.0.1');
  let spoke;
  const speak = () => { spoke = performance.now(); socket.write('x'); };
  socket.on('connect', speak);
  socket.on('data', () => {
    times -= 1;
    if (times > 0) setTimeout(speak, ${String(pause)});
    else console.log(name, 'falls silent');
  });
  socket.on('end', () => console.log(name, 'ends'));
  socket.on('error', ({ code }) => console.log(name, code, Math.round(performance.now() - spoke)));
};
open('idle', 1);
open('busy', ${String(times)});
`;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  await machine.startReady([process.execPath, '-e', echo], 'web');
  const helper = await SandboxHelper.start(machine, ['--idle-limit', String(idleLimit)]);
  expect(await helper.cli('publish', 'web', '2345:7000')).toMatchObject({ ok: true });
  return { machine, helper };
});

it('closes a connection that was idle for that long, and leaves others open', async ({
  machine,
  helper,
}) => {
  // It ends by itself when both of its connections have.
  const { code, stdout } = await machine.run([process.execPath, '-e', clients]);
  expect(code).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const events = lines.map(([name, what]) => `${String(name)} ${String(what)}`);
  expect(events).toEqual(['idle falls', 'idle ECONNRESET', 'busy falls', 'busy ECONNRESET']);
  // Each was left open for the whole of the limit; a timer may be early by a part of a millisecond.
  for (const [, , silence] of lines.filter(([, what]) => what === 'ECONNRESET')) {
    expect(Number(silence)).toBeGreaterThanOrEqual(idleLimit * 1000 - 5);
  }
  const { value } = await helper.cli('ls');
  expect(value['counters']).toMatchObject({
    'tcp-2345': { accepted: 2, open: 0, dropped: 0, bytesIn: 1 + times, bytesOut: 1 + times },
  });
});
