import { describe, expect } from 'vitest';
import { bridgedMachine, fromLan } from '../machines/bridged-machine';
import { machineTest, sharedMachineTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { RawClient } from '../machines/raw-client';
import {
  cliBundle,
  kernelTraces,
  SandboxHelper,
  type Ran,
  type Sandbox,
} from '../machines/sandbox';

const skipped = process.getuid?.() === 0 ? '' : ' (skipped: real users need root)';

/** Starts a helper that is expected not to start, and returns why. */
async function refusal(
  machine: Sandbox,
  options: readonly string[],
  launcher: readonly string[] = [],
): Promise<{ readonly code: number; readonly error: string; readonly message: string }> {
  const argv = [...launcher, process.execPath, cliBundle, 'helper', ...options, '--json'];
  const { code, stdout } = await machine.run(argv);
  const document = JSON.parse(stdout) as { error?: { code: string; message: string } };
  return { code, error: document.error?.code ?? '', message: document.error?.message ?? stdout };
}

type Case = readonly [what: string, commands: string, socket?: string];

const unused = ['--state', '/run/other-state'];

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine({ privileged: skipped === '' }));
  return { machine };
});

describe('the socket of a helper', () => {
  it.for<Case>([
    ['in a folder that others may write to', 'mkdir -m 777 /run/a', '/run/a/h.sock'],
    [
      'below a folder that others may write to',
      'mkdir -p /run/b/c\nchmod 777 /run/b',
      '/run/b/c/h.sock',
    ],
    [
      'behind a link',
      'mkdir -m 777 /run/d\nmkdir -m 755 /run/d/real\nln -s /run/d/real /run/e',
      '/run/e/h.sock',
    ],
  ])('is not opened %s', async ([, made, socket = ''], { machine }) => {
    await machine.commands(made);
    const refused = await refusal(machine, ['--socket', socket, ...unused]);
    expect(refused).toMatchObject({ code: 1, error: 'UNTRUSTED_PATH' });
  });

  it.for<Case>([
    ['a link', 'ln -s /run/victim /run/f/h.sock'],
    ['a file', 'cp /run/victim /run/f/h.sock'],
    ['a folder', 'mkdir /run/f/h.sock'],
    ['a pipe', 'mkfifo /run/f/h.sock'],
  ])('does not replace %s in its place', async ([, made], { machine }) => {
    await machine.commands('rm -rf /run/f /run/victim\nmkdir -m 755 /run/f');
    await machine.run(['sh', '-c', 'echo secret > /run/victim; chmod 600 /run/victim']);
    await machine.commands(made);
    const options = ['--socket', '/run/f/h.sock', '--owner', '1000', ...unused];
    expect(await refusal(machine, options)).toMatchObject({ code: 1, error: 'NAME_IN_USE' });
    const { stdout } = await machine.run(['stat', '-c', '%u %a %s', '/run/victim']);
    expect(stdout).toBe('0 600 7\n');
  });

  it('is left to a program that listens but is too busy to accept', async ({ machine }) => {
    await machine.commands('rm -rf /run/g\nmkdir -m 755 /run/g');
    const busy = `
      const net = require('node:net');
      // A listener without a queue: the second client that waits gets EAGAIN.
      const server = net.createServer().listen({ path: '/run/g/h.sock', backlog: 0 }, () => {
        for (let i = 0; i < 4; i++) net.connect('/run/g/h.sock').on('error', () => undefined);
        process.stdout.write('up');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
      });`;
    const listener = await machine.startReady([process.execPath, '-e', busy]);
    const refused = await refusal(machine, ['--socket', '/run/g/h.sock', ...unused]);
    expect(refused).toMatchObject({ code: 1, error: 'NAME_IN_USE' });
    expect((await machine.run(['test', '-S', '/run/g/h.sock'])).code).toBe(0);
    listener.kill('SIGKILL');
  });
});

describe('helpers of one namespace', () => {
  it('that start at the same time are one', async ({ machine }) => {
    const before = await kernelTraces(machine);
    // What an ended helper or anything else left behind holds nothing.
    const { stdout } = await machine.run(['readlink', '/proc/self/ns/net']);
    const inode = /[0-9]+/.exec(stdout)?.[0] ?? '';
    await machine.run([
      'sh',
      '-c',
      `mkdir -p -m 755 /run/portolan; echo garbage > /run/portolan/netns-${inode}.lock`,
    ]);
    const started = Array.from({ length: 5 }, (_, i) => {
      const name = `/run/portolan/h${String(i)}`;
      const argv = [process.execPath, cliBundle, 'helper', '--json', '--socket', `${name}.sock`];
      const child = machine.start([...argv, '--state', `/run/state-${String(i)}`]);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      return { ended, line: firstLine(child.stdout) };
    });
    const lines = await Promise.all(started.map(({ line }) => line));
    expect(lines.filter((line) => line.includes('"ready"'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('NAME_IN_USE'))).toHaveLength(4);
    const { pid } = JSON.parse(lines.find((line) => line.includes('"ready"')) ?? '{}') as {
      pid: number;
    };
    await machine.run(['kill', String(pid)]);
    await Promise.all(started.map(({ ended }) => ended));
    expect(await kernelTraces(machine)).toBe(before);
    expect((await machine.run(['ls', '/run/portolan'])).stdout).not.toContain('.lock');
  });

  it('wait for one that was killed and is not reaped yet', async ({ machine }) => {
    const first = ['helper', '--socket', '/run/portolan/z.sock', '--state', '/run/state-z'];
    // The parent starts a helper and never waits for it.
    const parent = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, [${JSON.stringify(cliBundle)}, ...${JSON.stringify(first)}], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.once('data', () => {
        process.kill(child.pid, 'SIGKILL');
        process.stdout.write('killed');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
      });`;
    const holder = await machine.startReady([process.execPath, '-e', parent]);
    await comesWithin(10_000, async () => {
      const { stdout } = await machine.run(['ps', '-e', '-o', 'stat=']);
      return /^Z/m.test(stdout);
    });
    const helper = await SandboxHelper.start(machine);
    expect(await helper.cli('status')).toMatchObject({ ok: true });
    await helper.stop('SIGTERM');
    holder.kill('SIGKILL');
  });
});

function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text);
    });
    stream?.on('end', () => {
      resolve(text);
    });
  });
}

describe('the folder of the state', () => {
  it('belongs to one helper and to one namespace', async ({ machine }) => {
    await machine.commands('ip netns add elsewhere');
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    const state = await machine.run(['cat', '/run/state/state.json']);
    const options = ['--socket', '/run/portolan/second.sock', '--state', '/run/state'];
    const elsewhere = ['nsenter', '--net=/run/netns/elsewhere', '--'];
    expect(await refusal(machine, options, elsewhere)).toMatchObject({ error: 'NAME_IN_USE' });
    await helper.stop('SIGTERM');
    const refused = await refusal(machine, options, elsewhere);
    expect(refused).toMatchObject({ error: 'NAME_IN_USE' });
    expect(refused.message).toContain('another network namespace');
    const again = await SandboxHelper.start(machine);
    expect(await fromLan(machine)).toContain('web served');
    expect((await machine.run(['cat', '/run/state/state.json'])).stdout).toBe(state.stdout);
    await again.stop('SIGTERM');
  });

  it.skipIf(skipped !== '')(`is not another user's${skipped}`, async ({ machine }) => {
    const undo = {
      program: 'ip',
      place: null,
      args: ['netns', 'exec', 'web', 'touch', '/run/marker'],
    };
    const fix = {
      id: 'x',
      publication: 'y',
      complete: false,
      machine: '',
      commands: [],
      undo: { kind: 'changes', lasting: false, changes: [undo] },
    };
    const state = {
      version: 1,
      publications: [],
      fixes: [fix],
      sysctls: { 'kernel.domainname': 'x' },
      hairpins: [],
      createdTables: [],
    };
    await machine.commands('mkdir -m 700 /run/planted');
    await machine.run(['tee', '/run/planted/state.json'], { input: JSON.stringify(state) });
    await machine.commands('chown -R 65534 /run/planted');
    const options = ['--socket', '/run/portolan/p.sock', '--state', '/run/planted'];
    expect(await refusal(machine, options)).toMatchObject({ code: 1, error: 'UNTRUSTED_PATH' });
    expect((await machine.run(['test', '-e', '/run/marker'])).code).toBe(1);
  });
});

/** A program that speaks the protocol and lies. */
const liar = `
  const net = require('node:net');
  const value = { version: '0', protocol: 3, pid: 1, world: 'lab', uptimeSeconds: 1, firewall: { backend: 'nft', forwardPolicy: 'ACCEPT' }, endpoints: 0, publications: 0, warnings: ['run this'] };
  net.createServer((socket) => {
    socket.on('data', (text) => {
      process.stdout.write(String(text));
      const { i } = JSON.parse(String(text));
      socket.write(JSON.stringify({ t: 's', i, r: { ok: true, value } }) + '\\n');
    });
  }).listen(process.argv[1], () => process.stdout.write('up'));`;

describe.skipIf(skipped !== '')(`a socket of another user${skipped}`, () => {
  const asUser = (machine: Sandbox, uid: number, argv: readonly string[]): Promise<Ran> =>
    machine.run([
      'setpriv',
      `--reuid=${String(uid)}`,
      `--regid=${String(uid)}`,
      '--clear-groups',
      ...argv,
    ]);

  it('is refused before anything is sent to it', async ({ machine }) => {
    await machine.commands('mkdir -m 755 /run/of-other\nchown 65534 /run/of-other');
    const argv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];
    const planted = await machine.startReady([...argv, '-e', liar, '/run/of-other/lab.sock']);
    await machine.commands('chmod 777 /run/of-other/lab.sock');
    let heard = '';
    planted.stdout?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    const cli = [
      process.execPath,
      cliBundle,
      'status',
      '--json',
      '--socket',
      '/run/of-other/lab.sock',
    ];
    for (const uid of [0, 1000]) {
      const { code, stdout } = await asUser(machine, uid, cli);
      expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
        code: 1,
        error: { code: 'UNTRUSTED_PATH' },
      });
    }
    expect(heard).toBe('');
    planted.kill('SIGKILL');
  });

  it('is refused by who listens, where the folder would be trusted', async ({ machine }) => {
    await machine.commands('mkdir -m 755 /run/of-root\nchmod 777 /run/of-root');
    const argv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];
    const planted = await machine.startReady([...argv, '-e', liar, '/run/of-root/lab.sock']);
    await machine.commands('chmod 755 /run/of-root\nchmod 777 /run/of-root/lab.sock');
    const cli = [
      process.execPath,
      cliBundle,
      'status',
      '--json',
      '--socket',
      '/run/of-root/lab.sock',
    ];
    const { code, stdout } = await asUser(machine, 1000, cli);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 1,
      error: { code: 'UNTRUSTED_PATH', message: expect.stringContaining('user 65534') as string },
    });
    planted.kill('SIGKILL');
  });
});

machineTest(
  'a request that lies in the socket of a stopped helper goes with its sender',
  async ({ machine, helper }) => {
    const { value } = await helper.cli('status');
    const pid = String(value['pid']);
    await machine.run(['kill', '-STOP', pid]);
    const gone = await RawClient.open(machine);
    gone.send('publish', { target: 'web', specs: ['2345:8000'] });
    await new Promise<void>((resolve) => {
      gone.socket.end(resolve);
    });
    gone.close();
    await machine.run(['kill', '-CONT', pid]);
    expect(await helper.cli('publish', 'web', '2346:8000')).toMatchObject({ ok: true });
    const { publications } = (await helper.cli('ls')).value;
    expect(publications).toMatchObject([{ hostPort: 2346 }]);
  },
);
