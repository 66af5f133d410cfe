import { writeFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { bridgedMachine } from '../test/machines/bridged-machine';
import { sharedMachineTest } from '../test/machines/machine-test';
import { cliBundle, SandboxHelper, untilListening, type Sandbox } from '../test/machines/sandbox';

/** A namespace, a process and comments as another user, a container or a program may name them. */
const namespace = 'deep\x1b[2J\u202e';
const program = 'ng\x1b[2J\u202e';
const comment = 'a\n-A INPUT -j ACCEPT\n\x1b]0;x\x07b\x9b\u202e\u200b';
const seenComment = '"a\\n-A INPUT -j ACCEPT\\n\\x1b]0;x\\x07b\\x9b\\u202e\\u200b"';

const server = (port: number) =>
  `import socket
open('/proc/self/comm', 'w').write(${JSON.stringify(program)})
s = socket.socket(); s.bind(('0.0.0.0', ${String(port)})); s.listen()
print('ready', flush=True)
while True: s.accept()[0].close()`;

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  const run = async (...argv: readonly string[]) => {
    const { code, stderr } = await machine.run(argv);
    if (code !== 0) throw new Error(stderr);
  };
  await run('ip', 'netns', 'add', namespace);
  // Packets to the container pass it, and go on.
  const rule = ['PREROUTING', '-m', 'comment', '--comment', comment, '-j', 'ACCEPT'];
  await run('iptables', '-t', 'mangle', '-A', ...rule);
  await machine.startReady(['python3', '-c', server(2345)]);
  await machine.startReady(['python3', '-c', server(9000)], 'web');
  await untilListening(machine, 2345);
  const helper = await SandboxHelper.start(machine);
  await helper.cli('publish', 'web', '2346:9000');
  return { machine, helper };
});

/** All that `portolan ARGS` prints, on both streams. */
async function printed(machine: Sandbox, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await machine.run([process.execPath, cliBundle, ...args]);
  return stdout + stderr;
}

const control = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('names of others', () => {
  it.for([
    ['snapshot', 'deep\\x1b[2J\\u202e'],
    ['rules', seenComment],
    ['publish web 2345:8000', 'ng\\x1b[2J\\u202e'],
    ['publish web 2347:9000', '2347'],
    ['ls', '2346'],
    ['status', 'version'],
    ['doctor --no-observe', '2346'],
    ['flows', ''],
    ['trace 2346 --probe lan', seenComment],
    ['nonsense\x1b[2J', 'nonsense\\x1b[2J'],
  ] as const)('do not reach the terminal by %j', async ([command, seen], { machine }) => {
    const text = await printed(machine, ...command.split(' '));
    expect(text).toContain(seen);
    expect(text).not.toMatch(control);
  });

  it('are exact in JSON, and escaped', async ({ machine }) => {
    const snapshot = await printed(machine, 'snapshot', '--json');
    expect(snapshot).not.toMatch(control);
    const { value } = JSON.parse(snapshot) as {
      value: {
        endpoints: { name: string; listeners: { port: number; process?: string }[] }[];
        host: { listeners: { process?: string }[] };
      };
    };
    expect(value.endpoints.map(({ name }) => name)).toContain(namespace);
    expect(value.host.listeners.map((one) => one.process)).toContain(program);
    const saved = await printed(machine, 'snapshot', '--output', '-');
    expect(saved).not.toMatch(control);
    expect(saved).toContain('deep\\u001b[2J\\u202e');
  });

  it('do not reach the terminal from a file or by its name', async ({ machine }) => {
    const rules = `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "${comment}" -j DROP\nCOMMIT\n`;
    const path = '/run/rules\x1b[2J\u202e';
    await writeFile(machine.outsidePath(path), rules);
    const text = await printed(machine, 'rules', '--from', path);
    expect(text).toContain(seenComment);
    expect(text).not.toMatch(control);
    await writeFile(machine.outsidePath(path), 'no rules');
    const refused = await printed(machine, 'rules', '--from', path);
    expect(refused).toContain('/run/rules\\x1b[2J\\u202e');
    expect(refused).not.toMatch(control);
  });
});
