import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectHelper } from '#transport/helper-connection';
import { DockerMachine, dockerSocket } from '../machines/docker-machine';
import { hostAddress } from '../machines/engine-machine';
import { allowed, comesWithin } from '../machines/promised-time';
import { SandboxHelper, untilAnswered, type Sandbox } from '../machines/sandbox';
import { toEnglish } from '#shared/messages/message';

interface Publication {
  readonly id: string;
  readonly state: string;
  readonly containerIp: string | null;
  readonly endpoint: { readonly id: string; readonly name: string } | null;
}

interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly names?: readonly string[];
}

let opened: DockerMachine | string;
let machine: DockerMachine;
let sandbox: Sandbox;
let helper: SandboxHelper;

beforeAll(async () => {
  opened = await DockerMachine.open();
  if (typeof opened === 'string') return;
  machine = opened;
  sandbox = machine.sandbox;
  const server = ['busybox', 'httpd', '-f', '-p', '8000'];
  await machine.docker('run', '--detach', '--name', 'web', ...server);
  await machine.docker('run', '--detach', '--name', 'peer', 'busybox', 'sleep', '1000');
  await machine.docker('run', '--detach', '--name', 'others', '--publish', '8080:8000', ...server);
  await untilAnswered(sandbox, `http://${await addressOf('web')}:8000/`);
  helper = await SandboxHelper.start(sandbox, ['--docker-socket', dockerSocket]);
});
afterAll(async () => {
  if (typeof opened !== 'string') await machine.close();
});
beforeEach((context) => {
  context.skip(typeof opened === 'string', typeof opened === 'string' ? opened : '');
});

/** Which ways in to a host port are answered by a web server. */
async function answeredPaths(port: number): Promise<Record<string, boolean>> {
  const outside = `http://${hostAddress}:${String(port)}/`;
  const inside = (name: string) => machine.reaches(name, outside);
  const from = async (url: string, netns?: string) => (await sandbox.fetch(url, netns)) !== null;
  return {
    lan: await from(outside, 'lan'),
    'host-address': await from(outside),
    loopback4: await from(`http://127.0.0.1:${String(port)}/`),
    loopback6: await from(`http://[::1]:${String(port)}/`),
    neighbour: await inside('peer'),
    self: await inside('web'),
  };
}

const everyPath = {
  ...{ lan: true, 'host-address': true, loopback4: true, loopback6: true },
  ...{ neighbour: true, self: true },
};

/** Docker's chains, rules and policies: everything in `filter` and `nat` that is not ours. */
async function rulesOfOthers(): Promise<string> {
  const tables = await Promise.all(
    ['filter', 'nat'].map((table) => sandbox.run(['iptables-save', '-t', table])),
  );
  return tables
    .flatMap(({ stdout }) => stdout.split('\n'))
    .filter((line) => !line.startsWith('#') && !line.includes('PORTOLAN-'))
    .map((line) => line.replace(/\[\d+:\d+\]/, ''))
    .join('\n');
}

async function publications(): Promise<readonly Publication[]> {
  return (await helper.cli('ls')).value['publications'] as readonly Publication[];
}

async function endpoints(): Promise<readonly Endpoint[]> {
  return (await helper.cli('snapshot')).value['endpoints'] as readonly Endpoint[];
}

/** Waits until the publication on 2345 is as it should be, within the time that is promised for it. */
function becomes(holds: (publication: Publication) => boolean): Promise<void> {
  return comesWithin(2_000, async () => {
    const found = (await publications()).find(({ id }) => id === 'tcp-2345');
    return found !== undefined && holds(found);
  });
}

const blinking = [
  [['kill', 'blinker'], false],
  [['start', 'blinker'], true],
] as const;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function addressOf(container: string): Promise<string> {
  return machine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', container);
}

describe('beside Docker', () => {
  it('publishes a container that runs without a published port, on every way in', async () => {
    const before = await rulesOfOthers();
    const id = await machine.docker('inspect', '--format', '{{.Id}}', 'web');
    const published = await helper.cli('publish', 'web', '2345:8000');
    expect(published).toMatchObject({
      code: 0,
      value: {
        publications: [
          {
            id: 'tcp-2345',
            origin: 'portolan',
            endpoint: { id: `docker:${id.slice(0, 12)}`, name: 'web' },
            containerIp: await addressOf('web'),
            state: 'active',
          },
        ],
      },
    });
    expect(await answeredPaths(2345)).toEqual(everyPath);
    expect(await rulesOfOthers()).toBe(before);
  });

  it('reaches it from a network that Docker makes later and keeps apart', async () => {
    await machine.docker('network', 'create', 'apart');
    await machine.docker(
      'run',
      '--detach',
      '--name',
      'far',
      '--network',
      'apart',
      'busybox',
      'sleep',
      '1000',
    );
    await expect.poll(() => machine.reaches('far', `http://${hostAddress}:2345/`)).toBe(true);
  });

  it("shows Docker's own publications with their container, and leaves them alone", async () => {
    const [others] = (await publications()).filter(({ id }) => id === 'docker:tcp-8080');
    expect(others).toMatchObject({
      origin: 'docker',
      protocol: 'tcp',
      hostIp: '*',
      hostPort: 8080,
      endpoint: { name: 'others' },
      containerIp: await addressOf('others'),
      containerPort: 8000,
      dnat: true,
      proxy: true,
      state: 'active',
    });
    expect(await helper.cli('unpublish', '8080')).toMatchObject({
      code: 1,
      error: { code: 'NOT_OURS' },
    });
  });

  it('names docker-proxy and its container when a port is taken', async () => {
    const refused = await helper.cli('publish', 'web', '8080:8000');
    expect(refused).toMatchObject({
      code: 1,
      error: {
        code: 'PORT_IN_USE',
        message: expect.stringMatching(/container others .*docker-proxy/) as string,
        details: { port: 8080, process: 'docker-proxy', user: 'root', container: 'others' },
      },
    });
    expect(refused.error.details['pid']).toEqual(expect.any(Number));
    const connection = await connectHelper(sandbox.outsidePath('/run/portolan/helper.sock'));
    if (!connection.ok) throw new Error(toEnglish(connection.error.message));
    expect(await connection.value.call.checkPort({ hostPort: 8080 })).toMatchObject({
      value: { free: false, holder: { container: 'others' }, suggestion: 8081 },
    });
    connection.value.close();
  });

  it('follows a container that is made again under its name, and waits for one that is gone', async () => {
    const old = await addressOf('web');
    await machine.docker('rm', '--force', 'web');
    await becomes(({ state }) => state === 'waiting');
    await machine.docker('run', '--detach', '--name', 'placeholder', 'busybox', 'sleep', '1000');
    expect(await addressOf('placeholder')).toBe(old);
    expect(await sandbox.fetch(`http://${hostAddress}:2345/`, 'lan', 1)).toBeNull();

    await machine.docker(
      'run',
      '--detach',
      '--name',
      'web',
      'busybox',
      'httpd',
      '-f',
      '-p',
      '8000',
    );
    const fresh = await addressOf('web');
    expect(fresh).not.toBe(old);
    const isFresh = ({ state, containerIp }: Publication) =>
      state === 'active' && containerIp === fresh;
    await becomes(isFresh);
    await untilAnswered(sandbox, `http://${fresh}:8000/`);
    expect(await answeredPaths(2345)).toEqual(everyPath);
  });

  it('shows the start and the stop of a container within half a second', async () => {
    const run = ['run', '--detach', '--name', 'blinker', 'busybox', 'sleep', '1000'];
    const blinker = `docker:${(await machine.docker(...run)).slice(0, 12)}`;
    await expect.poll(async () => (await endpoints()).map(({ id }) => id)).toContain(blinker);
    let seen: (present: boolean) => void = () => undefined;
    const socket = sandbox.outsidePath('/run/portolan/helper.sock');
    const connection = await connectHelper(socket, (event) => {
      if (event.type !== 'changes') return;
      const { diff } = event;
      if (diff.endpoints?.added.some(({ id }) => id === blinker) === true) seen(true);
      if (diff.endpoints?.removed.includes(blinker) === true) seen(false);
    });
    if (!connection.ok) throw new Error(toEnglish(connection.error.message));
    await connection.value.call.subscribe({});
    const times: number[] = [];
    for (const [command, present] of Array.from({ length: 3 }, () => blinking).flat()) {
      const shown = new Promise<void>((resolve) => {
        seen = (is) => {
          if (is === present) resolve();
        };
      });
      await machine.docker(...command);
      const done = performance.now();
      await shown;
      times.push(performance.now() - done);
    }
    connection.value.close();
    expect(median(times)).toBeLessThan(await allowed(500));
  });

  it('shows containers that share a namespace as one, and host listeners with their container', async () => {
    await machine.docker(
      'run',
      '--detach',
      '--name',
      'guest',
      '--network',
      'container:peer',
      'busybox',
      'sleep',
      '1000',
    );
    await machine.docker(
      'run',
      '--detach',
      '--name',
      'onhost',
      '--network',
      'host',
      'busybox',
      'httpd',
      '-f',
      '-p',
      '8765',
    );
    await expect
      .poll(async () => (await endpoints()).find(({ name }) => name === 'peer')?.names)
      .toEqual(['peer', 'guest']);
    const snapshot = (await helper.cli('snapshot')).value;
    expect((snapshot['endpoints'] as readonly Endpoint[]).map(({ name }) => name)).not.toContain(
      'onhost',
    );
    expect(snapshot['host']).toMatchObject({
      listeners: expect.arrayContaining([
        expect.objectContaining({ port: 8765, process: 'httpd', container: 'onhost' }),
      ]) as unknown,
    });
  });

  it('keeps its last list while Docker hangs, and says so', async () => {
    const names = (await endpoints()).map(({ name }) => name);
    await machine.signal('STOP');
    try {
      // To publish, the list is asked for anew: that waits for Docker once.
      const rehearsed = await helper.cli('publish', 'web', '3000:8000', '--dry-run');
      expect(rehearsed.code).toBe(0);
      await expect
        .poll(async () => (await helper.cli('status')).value['warnings'])
        .toEqual([expect.stringContaining('Docker does not answer')]);
      const start = performance.now();
      expect((await endpoints()).map(({ name }) => name)).toEqual(names);
      expect(performance.now() - start).toBeLessThan(await allowed(1_500));
    } finally {
      await machine.signal('CONT');
    }
    await expect.poll(async () => (await helper.cli('status')).value['warnings']).toEqual([]);
  });
});
