import { expect } from 'vitest';
import { connectHelper, type HelperConnection } from '#transport/helper-connection';
import { toEnglish } from '#shared/messages/message';
import { sharedMachineTest } from '../machines/machine-test';
import { bridgedMachine } from '../machines/bridged-machine';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';

/** Where another program holds port 2000/tcp, and where 3000/udp. */
const programs = { tcp: '127.0.0.1', udp: '0.0.0.0' } as const;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  const helper = await SandboxHelper.start(machine);
  const connected = await connectHelper(machine.outsidePath('/run/portolan/helper.sock'));
  if (!connected.ok) throw new Error(toEnglish(connected.error.message));
  const connection = closeAtEnd(connected.value);
  await hold(machine, 'tcp', programs.tcp, 2000);
  await hold(machine, 'udp', programs.udp, 3000);
  expect(
    await helper.cli('publish', 'web', '198.51.100.1:4000-4002:8000-8002', '4000:8000/udp'),
  ).toMatchObject({ ok: true });
  return { machine, helper, connection, before: await kernelTraces(machine) };
}).extend('connection', ({ prepared }) => prepared.connection);

/** Starts another program that holds a port. */
async function hold(
  machine: Sandbox,
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
): Promise<void> {
  const at = `(${String(port)}, '${address}', () => console.log('up'))`;
  const script =
    protocol === 'tcp'
      ? `require('net').createServer().listen${at}`
      : `require('dgram').createSocket('udp4').bind${at}`;
  await machine.startReady([process.execPath, '-e', script]);
}

type Asked = Parameters<HelperConnection['call']['checkPort']>[0];
const check = (connection: HelperConnection, asked: Asked) => connection.call.checkPort(asked);

it.afterEach(async ({ prepared, machine }) => {
  // A check binds the port for a moment, and releases it.
  expect(await kernelTraces(machine)).toBe(prepared.before);
});

it.for<Asked>([
  { hostPort: 2345 },
  { hostPort: 2000, protocol: 'udp' },
  { hostPort: 2000, hostIp: '198.51.100.1' },
  { hostPort: 2000, hostIp: '::' },
  { hostPort: 3000 },
  { hostPort: 4000, hostIp: '127.0.0.1' },
])('is free: %o', async (asked, { connection }) => {
  expect(await check(connection, asked)).toEqual({
    ok: true,
    value: { free: true, suggestion: asked.hostPort },
  });
});

it.for<Asked>([
  { hostPort: 2000 },
  { hostPort: 2000, hostIp: '127.0.0.1' },
  { hostPort: 2000, hostIp: '0.0.0.0' },
  { hostPort: 3000, protocol: 'udp' },
  { hostPort: 3000, protocol: 'udp', hostIp: '198.51.100.1' },
])('is held by another program, which is named: %o', async (asked, { connection }) => {
  const { hostPort: port, protocol = 'tcp' } = asked;
  const address = programs[protocol];
  expect(await check(connection, asked)).toMatchObject({
    ok: true,
    value: {
      free: false,
      holder: { address, port, protocol, process: 'node', pid: expect.any(Number) as number },
      suggestion: port + 1,
    },
  });
});

it.for<[Asked, string, number]>([
  [{ hostPort: 4000 }, 'tcp-198.51.100.1-4000', 4003],
  [{ hostPort: 4001, hostIp: '198.51.100.1' }, 'tcp-198.51.100.1-4001', 4003],
  [{ hostPort: 4000, hostIp: '127.0.0.1', protocol: 'udp' }, 'udp-4000', 4001],
])(
  'is held by a publication, and the next free port is suggested: %o',
  async ([asked, id, next], { connection }) => {
    expect(await check(connection, asked)).toMatchObject({
      ok: true,
      value: { free: false, holder: { publication: id }, suggestion: next },
    });
  },
);

it('suggests no port when none above it is free', async ({ prepared, machine, connection }) => {
  await hold(machine, 'tcp', '0.0.0.0', 65535);
  prepared.before = await kernelTraces(machine);
  expect(await check(connection, { hostPort: 65535 })).toMatchObject({
    value: { free: false, suggestion: null },
  });
});

it.for<Asked>([
  { hostPort: 2345, hostIp: 'fe80::1' },
  { hostPort: 2345, hostIp: '224.0.0.1' },
  { hostPort: 2345, hostIp: '192.0.2.77' },
  { hostPort: 2345, hostIp: 'localhost' },
])('cannot be published: %o', async (asked, { connection }) => {
  expect(await check(connection, asked)).toMatchObject({
    ok: false,
    error: { code: 'BAD_REQUEST' },
  });
});
