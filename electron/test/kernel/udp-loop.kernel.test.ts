import { expect } from 'vitest';
import { bridgedMachine } from '../machines/bridged-machine';
import { sharedMachineTest } from '../machines/machine-test';
import { SandboxHelper } from '../machines/sandbox';

const host = '198.51.100.1';

/** Echoes datagrams on two ports. */
const echo = `
let open = 0;
for (const port of [7001, 7002]) {
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('message', (message, { address, port }) => socket.send(message, port, address));
  socket.bind(port, '0.0.0.0', () => { open += 1; if (open === 2) console.log('up'); });
}`;

/** Sends one datagram from a source that is not the sender's own (ip(7), IP_HDRINCL). */
const forge = `
import socket, struct, sys
source, sport, target, port = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
data = b'round and round'
udp = struct.pack('!HHHH', sport, port, 8 + len(data), 0) + data
head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(target))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
raw.sendto(head + udp, (target, 0))
`;

/** Asks an echo service once, and prints the answer. */
const question = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(10)
s.sendto(b'hello', (sys.argv[1], int(sys.argv[2])))
print(s.recv(100).decode())
`;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  await machine.startReady([process.execPath, '-e', echo], 'web');
  const helper = await SandboxHelper.start(machine);
  return { machine, helper };
});

const counters = async (helper: SandboxHelper) =>
  (await helper.cli('ls')).value['counters'] as Record<string, Record<string, number>>;

it.for([
  ['through the proxy alone', ['--no-dnat']],
  ['where rules translate as well', []],
] as const)(
  'two published echo services do not answer each other for ever, %s',
  async ([, options], { machine, helper }) => {
    await helper.unpublishAll();
    const specs = ['7101:7001/udp', '7102:7002/udp'];
    expect(await helper.cli('publish', 'web', ...specs, ...options)).toMatchObject({ ok: true });
    const forged = await machine.run(['python3', '-c', forge, host, '7101', host, '7102']);
    expect(forged).toMatchObject({ code: 0 });
    const dropped = async () => {
      const { 'udp-7101': one, 'udp-7102': two } = await counters(helper);
      return (one?.['dropped'] ?? 0) + (two?.['dropped'] ?? 0);
    };
    await expect.poll(dropped).toBe(1);
    // A client of its own is served, and nothing else has been.
    const asked = await machine.run(['python3', '-c', question, '127.0.0.1', '7101']);
    expect(asked.stdout.trim()).toBe('hello');
    const { 'udp-7101': one, 'udp-7102': two } = await counters(helper);
    expect(one).toMatchObject({ accepted: 1, bytesIn: 5, bytesOut: 5 });
    expect(two).toMatchObject({ accepted: 0, bytesIn: 0, bytesOut: 0 });
    expect(await dropped()).toBe(1);
  },
);
