import { expect } from 'vitest';
import { bridgedMachine } from '../machines/bridged-machine';
import { sharedMachineTest } from '../machines/machine-test';
import { resourcesOf } from '../machines/resources';
import { SandboxHelper } from '../machines/sandbox';

const socket = '/run/engine.sock';

/** An engine without containers whose stream of events is a single line that never ends. */
const engine = `
const { createServer } = require('node:net');
const chunk = Buffer.alloc(1024 * 1024, 'x');
createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (question) => {
    const path = question.toString().split(' ')[1];
    if (!path.startsWith('/events')) {
      const answer = path === '/version' ? '{}' : '[]';
      socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n' + answer);
      return;
    }
    socket.write('HTTP/1.1 200 OK\\r\\n\\r\\n');
    const pour = () => { while (!socket.destroyed && socket.write(chunk)); };
    socket.on('drain', pour);
    pour();
  });
}).listen('${socket}', () => console.log('up'));
`;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  await machine.startReady([process.execPath, '-e', engine]);
  const helper = await SandboxHelper.start(machine, ['--docker-socket', socket]);
  return { machine, helper };
});

it('serves, and says what is wrong, while an engine floods it', async ({ machine, helper }) => {
  const warnings = async () => JSON.stringify((await helper.cli('status')).value['warnings']);
  await expect.poll(warnings).toContain('it sends more events than any engine would');
  const before = await resourcesOf(machine);
  expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
  expect(await machine.fetch('http://127.0.0.1:2345')).toContain('web');
  // The stream was opened and cut again meanwhile.
  const { value } = await helper.cli('snapshot');
  expect(value['stale']).toMatchObject([{ part: 'docker' }]);
  const after = await resourcesOf(machine);
  expect(after.memory).toBeLessThan(Math.max(256, before.memory + 64));
});
