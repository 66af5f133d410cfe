import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toEnglish } from '#shared/messages/message';
import { ContainerEngine, mostContainers } from './container-engine';
import { answerLimit, EngineApi } from './engine-api';

/** What a program behind an engine's socket does with a request. */
type Behaviour = (socket: Socket, path: string) => void;

const head = 'HTTP/1.1 200 OK\r\n';
const idOf = (n: number) => n.toString(16).padStart(64, '0');
const listed = (n: number, name = `c${String(n)}`) => ({
  Id: idOf(n),
  Names: [`/${name}`],
  Image: 'i',
  State: 'running',
  Created: 1,
});
const inspected = (pid: number) => ({
  State: { Pid: pid },
  HostConfig: { NetworkMode: 'default' },
});

const reply = (socket: Socket, json: unknown) => {
  const text = JSON.stringify(json);
  socket.end(`${head}Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`);
};

/** Answers as an engine does, with some containers. */
const honest =
  (containers: readonly object[], pid = process.pid): Behaviour =>
  (socket, path) => {
    if (path === '/version') reply(socket, { Components: [{ Name: 'Engine' }] });
    else if (path === '/containers/json') reply(socket, containers);
    else if (path.startsWith('/events')) socket.write(`${head}\r\n`);
    else reply(socket, inspected(pid));
  };

let folder: string;
let path: string;
let server: Server;
let behave: Behaviour;
let engine: ContainerEngine;
let changes: number;
let requests: string[];
const sockets = new Set<Socket>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-hostile-'));
  path = join(folder, 'engine.sock');
  [changes, requests, behave] = [0, [], honest([listed(1)])];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', (question) => {
      const asked = question.toString().split(' ')[1] ?? '';
      requests.push(asked);
      behave(socket, asked);
    });
  });
  server.listen(path);
  await once(server, 'listening');
  engine = new ContainerEngine(new EngineApi(path), () => {
    changes += 1;
  });
});
afterEach(async () => {
  engine.stop();
  for (const socket of sockets) socket.destroy();
  server.close();
  await rm(folder, { recursive: true });
});

const names = async () => (await engine.containers()).map(({ name }) => name);
const warning = () => toEnglish(engine.warning ?? '');

/** Keeps writing to a socket as fast as the other side reads, until it is closed. */
function pour(socket: Socket, chunk: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

describe('events', () => {
  const flooding =
    (chunk: string | Buffer): Behaviour =>
    (socket, asked) => {
      if (!asked.startsWith('/events')) {
        honest([listed(1)])(socket, asked);
        return;
      }
      socket.write(`${head}\r\n`);
      pour(socket, chunk);
    };

  it.each([
    ['an endless line', Buffer.alloc(1024 * 1024, 'x')],
    ['endless lines that are no events', 'x\n'.repeat(100_000)],
    ['endless events', '{"Type":"container","Action":"start"}\n'.repeat(1_000)],
  ])('are cut off when they are %s, and the containers are still listed', async (_what, chunk) => {
    behave = flooding(chunk);
    const before = process.memoryUsage().rss;
    engine.follow();
    await expect.poll(warning).toContain('it sends more events than any engine would');
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
    expect(changes).toBeLessThan(30);
    expect(await names()).toEqual(['c1']);
    expect(engine.staleness?.part).toBe('docker');
  });

  it('are opened again later and later after floods', async () => {
    behave = flooding(Buffer.alloc(1024 * 1024, 'x'));
    engine.follow();
    const opened = () => requests.filter((asked) => asked.startsWith('/events')).length;
    await expect.poll(opened).toBe(2);
    const second = performance.now();
    await expect.poll(opened).toBe(3);
    expect(performance.now() - second).toBeGreaterThan(3_000);
  });
});

describe('answers', () => {
  /** Answers the list in another way. */
  const listing =
    (answer: (socket: Socket) => void): Behaviour =>
    (socket, asked) => {
      if (asked === '/containers/json') answer(socket);
      else honest([])(socket, asked);
    };

  it.each<[string, string, (socket: Socket) => void]>([
    [
      'endless',
      'its answer is too long',
      (socket) => {
        socket.write(`${head}\r\n`);
        pour(socket, Buffer.alloc(1024 * 1024, '['));
      },
    ],
    [
      'a byte a second',
      'no answer within 2 s',
      (socket) => {
        socket.write(`${head}Content-Length: 1000\r\n\r\n`);
        const drip = setInterval(() => socket.write('['), 200);
        socket.on('close', () => {
          clearInterval(drip);
        });
      },
    ],
    [
      'a header without end',
      'Docker does not answer',
      (socket) => {
        socket.write(head);
        pour(socket, `X-Long: ${'x'.repeat(1_000)}\r\n`);
      },
    ],
    [
      'promises of an answer without end',
      'Docker does not answer',
      (socket) => {
        pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n');
      },
    ],
    [
      'chunks that are none',
      'Docker does not answer',
      (socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n`),
    ],
    ['no HTTP', 'Docker does not answer', (socket) => socket.end(Buffer.alloc(70_000, 0xff))],
    [
      'nested very deep',
      'its answer is not understood',
      (socket) => socket.end(`${head}\r\n${'['.repeat(400_000)}${']'.repeat(400_000)}`),
    ],
    ['no text', 'its answer is not understood', (socket) => socket.end(`${head}\r\n\xff\xfe`)],
  ])('that are %s make the list stale, and nothing else', async (_what, reason, answer) => {
    behave = honest([listed(1)]);
    expect(await names()).toEqual(['c1']);
    behave = listing(answer);
    engine.changed();
    const started = performance.now();
    expect(await names()).toEqual(['c1']);
    expect(performance.now() - started).toBeLessThan(answerLimit);
    await expect.poll(warning).toContain(reason);
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('of any form are taken record by record, and never throw', async () => {
    const records = fc.oneof(
      fc.anything({ key: fc.constantFrom('Id', 'Names', 'Labels', '__proto__', 'constructor') }),
      fc.constant(listed(1)),
      fc.record({
        ...Object.fromEntries(
          Object.entries(listed(2)).map(([key, value]) => [
            key,
            fc.oneof(fc.constant(value), fc.jsonValue()),
          ]),
        ),
      }),
    );
    const lists = fc.array(records, { maxLength: 5 });
    const run = async (list: readonly unknown[]) => {
      behave = (socket, asked) => {
        if (asked === '/containers/json')
          reply(
            socket,
            list.map((one) => one ?? null),
          );
        else honest([])(socket, asked);
      };
      engine.changed();
      for (const { name } of await engine.containers()) expect(typeof name).toBe('string');
    };
    await fc.assert(
      fc.asyncProperty(
        lists.map((list) => JSON.parse(JSON.stringify(list, safe)) as unknown[]),
        run,
      ),
      { numRuns: 60 },
    );
  });

  it('with names of any kind are kept as they are, up to a limit', async () => {
    behave = honest([
      {
        ...listed(1, '\u001b[2J\n--all'),
        Labels: JSON.parse('{"__proto__":"x","a":"b"}') as object,
      },
      listed(2, 'x'.repeat(100_000)),
    ]);
    const [first, second] = await engine.containers();
    expect(first?.name).toBe('\u001b[2J\n--all');
    expect(first?.labels).toEqual({ a: 'b' });
    expect(second?.name).toHaveLength(256);
  });

  it('with very many containers are cut', async () => {
    const many = Array.from({ length: 100_000 }, (_, n) => ({ ...listed(n), Names: ['/x'] }));
    behave = honest(many);
    engine.containers().catch(() => undefined);
    await expect.poll(async () => (await names()).length, { timeout: 30_000 }).toBe(mostContainers);
    expect(warning()).toContain('it has more than 2000 containers');
    expect(requests.filter((asked) => asked.endsWith('/json')).length).toBeLessThan(
      2 * mostContainers,
    );
  });
});

// Needs root: the socket and a process are given to another user.
describe.skipIf(process.getuid?.() !== 0)('an engine that belongs to a user', () => {
  const uid = 12_345;
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  /** Starts a process of a user, in namespaces that the user can make. */
  async function startAs(...command: readonly string[]): Promise<number> {
    const user = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--'];
    child = spawn('setpriv', [...user, ...command, 'sh', '-c', 'echo up; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout ?? child, 'data');
    return child.pid ?? 0;
  }

  it('cannot name processes of others', async () => {
    await chown(path, uid, uid);
    behave = honest([listed(1)], 1);
    expect(await names()).toEqual([]);
    behave = honest([listed(2)], process.pid);
    engine.changed();
    expect(await names()).toEqual([]);
    expect(warning()).toContain(`it belongs to user ${String(uid)}, but lists containers`);
  });

  it('names processes of this user, also in a user namespace', async () => {
    await chown(path, uid, uid);
    behave = honest([listed(1)], await startAs());
    expect(await names()).toEqual(['c1']);
    child?.kill('SIGKILL');
    behave = honest([listed(2)], await startAs('unshare', '--user', '--map-root-user', '--net'));
    engine.changed();
    expect(await names()).toEqual(['c2']);
    expect(engine.warning).toBeNull();
  });

  it('cannot be exchanged for another between the check and the questions', async () => {
    await chown(path, uid, uid);
    const visit = await new EngineApi(path).visit();
    if (!visit.ok) throw new Error('no visit');
    await rm(path);
    const other = createServer((socket) => socket.end(`${head}\r\n["other"]`)).listen(path);
    await once(other, 'listening');
    expect(visit.value.uid).toBe(uid);
    expect(await visit.value.get('/containers/json')).toMatchObject({ value: [{ Id: idOf(1) }] });
    await visit.value.end();
    other.close();
  });
});

/** Values that JSON does not have. */
function safe(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
