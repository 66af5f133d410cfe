import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  helperMethods,
  protocolVersion,
  type HelperEvent,
  type HelperHandlers,
  type HelperMethods,
} from '#shared/contract/helper';
import type { WindowEvent } from '#shared/contract/window';
import type { Snapshot } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { socketChannel } from '#transport/ndjson';
import { serve } from '#shared/rpc/serve';
import type { Opening } from './helper-source';
import { currentWorld } from './world';
import { verbatim } from '#shared/messages/message';

const firewall = { backend: 'nft', forwardPolicy: 'DROP' } as const;
const snapshotOf = (revision: number): Snapshot => ({
  revision,
  host: { hostname: 'test', interfaces: [], ipForward: false, firewall, listeners: [] },
  bridges: [],
  endpoints: [],
  publications: [],
  attachments: [],
});
const status = {
  version: '0',
  protocol: protocolVersion,
  pid: 1,
  world: 'lab',
  uptimeSeconds: 0,
  firewall,
  endpoints: 0,
  publications: 0,
  warnings: [],
} as const;

/** A helper whose snapshots and differences the test controls. */
class StandIn {
  readonly path: string;
  revision = 1;
  subscriptions = 0;
  #server: Server | null = null;
  #notify: ((event: HelperEvent) => void)[] = [];
  #drop: (() => void)[] = [];

  constructor(path: string) {
    this.path = path;
  }

  listen(): Promise<void> {
    const refuse = () =>
      Promise.resolve(err(appError('UNSUPPORTED', verbatim('not in this test'))));
    const refusing = Object.fromEntries(
      Object.keys(helperMethods).map((name) => [name, refuse]),
    ) as unknown as HelperHandlers;
    const handlers: HelperHandlers = {
      ...refusing,
      status: () => Promise.resolve(ok(status)),
      snapshot: () => Promise.resolve(ok(snapshotOf(this.revision))),
      subscribe: () => {
        this.subscriptions++;
        return Promise.resolve(ok(snapshotOf(this.revision)));
      },
    };
    this.#server = createServer((socket) => {
      const channel = socketChannel(socket, 1_000_000);
      const served = serve<HelperMethods, HelperEvent>(helperMethods, handlers, channel, {
        limits: { inFlight: 100, burst: 100, perSecond: 100, now: () => 0 },
        onBug: () => 0,
      });
      this.#notify.push(served.notify.bind(served));
      this.#drop.push(() => socket.destroy());
    });
    return new Promise((resolve) => this.#server?.listen(this.path, resolve));
  }

  change(from: number, to: number): void {
    this.notify({ type: 'changes', diff: { from, to } });
  }

  notify(event: HelperEvent): void {
    for (const notify of this.#notify) notify(event);
  }

  stop(): Promise<unknown> {
    for (const drop of this.#drop) drop();
    return new Promise((resolve) => {
      if (this.#server === null) resolve(null);
      else this.#server.close(resolve);
    });
  }
}

let folder = '';
let helper: StandIn;
let events: WindowEvent[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
  helper = new StandIn(join(folder, 'lab.sock'));
  events = [];
});
afterEach(async () => {
  await helper.stop();
  await rm(folder, { recursive: true, force: true });
});

function worldOver(opening: Opening = { kind: 'answers' }) {
  const source = {
    socketOf: () => helper.path,
    open: () => Promise.resolve(ok(opening)),
    stop: () => Promise.resolve(),
  };
  return currentWorld(source, (event) => events.push(event));
}
const phases = () =>
  events.map((event) => (event.type === 'world' ? event.state.phase : event.type));

describe('a world', () => {
  it('is connected after its snapshot was received', async () => {
    await helper.listen();
    const world = worldOver();
    await world.choose('lab', false);
    expect(phases()).toEqual(['connecting', 'snapshot', 'connected']);
    expect(world.snapshot()?.revision).toBe(1);
    await world.close();
  });

  it('applies differences that fit, and requests a new snapshot when one does not', async () => {
    await helper.listen();
    const world = worldOver();
    await world.choose('lab', false);
    helper.change(1, 2);
    await expect.poll(() => world.snapshot()?.revision).toBe(2);
    helper.revision = 9;
    helper.change(8, 9);
    await expect.poll(() => world.snapshot()?.revision).toBe(9);
    expect(helper.subscriptions).toBe(2);
    expect(phases().slice(3)).toEqual(['changes', 'snapshot']);
    await world.close();
  });

  it('passes on events that are not part of the snapshot', async () => {
    await helper.listen();
    const world = worldOver();
    await world.choose('lab', false);
    const line = { type: 'end', reason: 'count', packets: 1, lost: 0 } as const;
    helper.notify({ type: 'trace', session: 't1', line });
    await expect.poll(() => events.at(-1)).toEqual({ type: 'trace', session: 't1', line });
    await world.close();
  });

  it('reports that the helper ended, and reconnects when it is back', async () => {
    await helper.listen();
    const world = worldOver();
    await world.choose('lab', false);
    await helper.stop();
    await expect.poll(() => world.state().phase).toBe('failed');
    expect(world.helper()).toMatchObject({ ok: false, error: { code: 'HELPER_UNAVAILABLE' } });
    await helper.listen();
    await expect.poll(() => world.state().phase).toBe('connected');
    await world.close();
  });

  it('waits for consent where root is needed', async () => {
    const world = worldOver({ kind: 'consent', command: 'env helper' });
    await world.choose('computer', false);
    expect(world.state()).toEqual({ phase: 'consent', world: 'computer', command: 'env helper' });
  });

  it('reports why it could not be opened', async () => {
    const world = worldOver();
    await world.choose('lab', false);
    expect(world.state()).toMatchObject({
      phase: 'failed',
      error: { code: 'HELPER_UNAVAILABLE' },
    });
  });

  it('ignores an attempt that a later one superseded', async () => {
    await helper.listen();
    const world = worldOver();
    await Promise.all([world.choose('lab', false), world.choose('computer', false)]);
    expect(world.state()).toEqual({ phase: 'connected', world: 'computer' });
    expect(phases().filter((phase) => phase === 'connected')).toHaveLength(1);
    await world.close();
  });
});
