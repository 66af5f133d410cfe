import { createServer, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toEnglish } from '#shared/messages/message';
import { ContainerEngine } from './container-engine';
import { answerLimit, EngineApi } from './engine-api';

const id = 'a'.repeat(64);
const listed = { Id: id, Names: ['/web'], Image: 'i', State: 'running', Created: 1, Ports: [] };

let folder: string;
let socket: string;
let server: Server | undefined;
let engine: ContainerEngine;
let changes: number;
let asked: string[];
let answers: Record<string, unknown>;
let hanging: boolean;
let streams: ServerResponse[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-engine-'));
  socket = join(folder, 'docker.sock');
  asked = [];
  streams = [];
  hanging = false;
  changes = 0;
  answers = {
    '/version': { Components: [{ Name: 'Engine' }] },
    '/containers/json': [listed],
    [`/containers/${id}/json`]: {
      State: { Pid: process.pid },
      HostConfig: { NetworkMode: 'default' },
    },
  };
  engine = new ContainerEngine(new EngineApi(socket), () => {
    changes += 1;
  });
});
afterEach(async () => {
  engine.stop();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

/** Starts an engine that returns `answers`, or does not answer while `hanging`. */
async function start(): Promise<void> {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path.startsWith('/events')) {
      streams.push(response.writeHead(200));
      response.flushHeaders();
    } else if (!hanging) {
      const answer = answers[path];
      response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
    }
  });
  await new Promise<void>((resolve) => server?.listen(socket, resolve));
}

const names = async () => (await engine.containers()).map(({ name }) => name);

describe('ContainerEngine', () => {
  it('has no containers and no warning while no engine listens', async () => {
    expect(await engine.containers()).toEqual([]);
    expect(engine.warning).toBeNull();
  });

  it('lists running containers with the namespace of their process', async () => {
    await start();
    const [container] = await engine.containers();
    expect(container).toMatchObject({ id, name: 'web', runtime: 'docker', pid: process.pid });
    const link = await readlink('/proc/self/ns/net');
    expect(link).toBe(`net:[${String(container?.inode)}]`);
  });

  it('leaves out a container that ends while it is looked at', async () => {
    answers = { ...answers, [`/containers/${id}/json`]: undefined };
    await start();
    expect(await engine.containers()).toEqual([]);
    expect(engine.warning).toBeNull();
  });

  it('lists again only after an event, and inspects a container once', async () => {
    await start();
    engine.follow();
    await expect.poll(() => changes).toBe(1);
    expect(await names()).toEqual(['web']);
    asked = [];
    expect(await names()).toEqual(['web']);
    expect(asked).toEqual([]);

    answers['/containers/json'] = [{ ...listed, Names: ['/renamed'] }];
    streams[0]?.write('{"Type":"container","Action":"rename"}\n');
    await expect.poll(() => changes).toBe(2);
    expect(await names()).toEqual(['renamed']);
    expect(asked).toEqual(['/containers/json']);
  });

  it('keeps its list while the engine hangs, waits for it once, and sees when it is back', async () => {
    await start();
    expect(await names()).toEqual(['web']);
    hanging = true;
    const first = performance.now();
    expect(await names()).toEqual(['web']);
    expect(performance.now() - first).toBeLessThan(answerLimit);
    await expect.poll(() => toEnglish(engine.warning ?? '')).toContain('Docker does not answer');

    const second = performance.now();
    expect(await names()).toEqual(['web']);
    expect(performance.now() - second).toBeLessThan(answerLimit / 2);

    hanging = false;
    server?.closeAllConnections();
    await expect
      .poll(async () => {
        await names();
        return engine.warning;
      })
      .toBeNull();
    expect(changes).toBeGreaterThan(0);
  });

  it('keeps its list and warns when the answer is invalid', async () => {
    await start();
    expect(await names()).toEqual(['web']);
    answers['/containers/json'] = { message: 'broken' };
    engine.changed();
    expect(await names()).toEqual(['web']);
    expect(toEnglish(engine.warning ?? '')).toContain('its answer is not understood');
  });

  it('finds an engine that starts later', async () => {
    engine.follow();
    expect(await names()).toEqual([]);
    await start();
    await expect.poll(() => changes).toBeGreaterThan(0);
    expect(await names()).toEqual(['web']);
  });
});
