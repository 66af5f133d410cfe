import { describe, expect } from 'vitest';
import { connectHelper } from '#transport/helper-connection';
import { toEnglish } from '#shared/messages/message';
import type { DockerMachine } from '../machines/docker-machine';
import { hostAddress, webServer } from '../machines/engine-machine';
import { sharedDockerTest } from '../machines/machine-test';
import { allowed, comesWithin } from '../machines/promised-time';
import { untilAnswered, type Sandbox, type SandboxHelper } from '../machines/sandbox';

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

const it = sharedDockerTest(async (docker) => {
  await docker.runContainer('--name', 'web', ...webServer);
  await docker.runContainer('--name', 'peer', 'busybox', 'sleep', '1000');
  await docker.runContainer('--name', 'others', '--publish', '8080:8000', ...webServer);
  await untilAnswered(docker.sandbox, `http://${await addressOf(docker, 'web')}:8000/`);
});

/** Which inbound paths to a host port are answered by a web server. */
async function answeredPaths(
  docker: DockerMachine,
  machine: Sandbox,
  port: number,
): Promise<Record<string, boolean>> {
  const outside = `http://${hostAddress}:${String(port)}/`;
  const inside = (name: string) => docker.reaches(name, outside);
  const from = async (url: string, netns?: string) => (await machine.fetch(url, netns)) !== null;
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
  lan: true,
  'host-address': true,
  loopback4: true,
  loopback6: true,
  neighbour: true,
  self: true,
};

/** Docker's chains, rules and policies: everything in `filter` and `nat` that is not ours. */
async function rulesOfOthers(machine: Sandbox): Promise<string> {
  const tables = await Promise.all(
    ['filter', 'nat'].map((table) => machine.run(['iptables-save', '-t', table])),
  );
  return tables
    .flatMap(({ stdout }) => stdout.split('\n'))
    .filter((line) => !line.startsWith('#') && !line.includes('PORTOLAN-'))
    .map((line) => line.replace(/\[\d+:\d+\]/, ''))
    .join('\n');
}

async function publications(helper: SandboxHelper): Promise<readonly Publication[]> {
  return (await helper.cli('ls')).value['publications'] as readonly Publication[];
}

async function endpoints(helper: SandboxHelper): Promise<readonly Endpoint[]> {
  return (await helper.cli('snapshot')).value['endpoints'] as readonly Endpoint[];
}

/** Publishes `web` on port 2345 unless an earlier test on the same machine already did. */
async function ensurePublished(helper: SandboxHelper): Promise<void> {
  const published = await publications(helper);
  if (published.some(({ id }) => id === 'tcp-2345')) return;
  await helper.cli('publish', 'web', '2345:8000');
}

/**
 * Waits until the publication on 2345 is as it should be, within the time that is promised for it.
 */
function becomes(
  helper: SandboxHelper,
  holds: (publication: Publication) => boolean,
): Promise<void> {
  return comesWithin(2_000, async () => {
    const found = (await publications(helper)).find(({ id }) => id === 'tcp-2345');
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

async function addressOf(docker: DockerMachine, container: string): Promise<string> {
  return docker.cli('inspect', '--format', '{{.NetworkSettings.IPAddress}}', container);
}

describe('beside Docker', () => {
  it('publishes a container that runs without a published port, on every path', async ({
    docker,
    machine,
    helper,
  }) => {
    const before = await rulesOfOthers(machine);
    const id = await docker.cli('inspect', '--format', '{{.Id}}', 'web');
    const published = await helper.cli('publish', 'web', '2345:8000');
    expect(published).toMatchObject({
      code: 0,
      value: {
        publications: [
          {
            id: 'tcp-2345',
            origin: 'portolan',
            endpoint: { id: `docker:${id.slice(0, 12)}`, name: 'web' },
            containerIp: await addressOf(docker, 'web'),
            state: 'active',
          },
        ],
      },
    });
    expect(await answeredPaths(docker, machine, 2345)).toEqual(everyPath);
    expect(await rulesOfOthers(machine)).toBe(before);
  });

  it('reaches it from a network that Docker makes later and keeps apart', async ({
    docker,
    helper,
  }) => {
    await ensurePublished(helper);
    await docker.cli('network', 'create', 'apart');
    await docker.runContainer('--name', 'far', '--network', 'apart', 'busybox', 'sleep', '1000');
    await expect.poll(() => docker.reaches('far', `http://${hostAddress}:2345/`)).toBe(true);
  });

  it("shows Docker's own publications with their container, and leaves them alone", async ({
    docker,
    helper,
  }) => {
    const [others] = (await publications(helper)).filter(({ id }) => id === 'docker:tcp-8080');
    expect(others).toMatchObject({
      origin: 'docker',
      protocol: 'tcp',
      hostIp: '*',
      hostPort: 8080,
      endpoint: { name: 'others' },
      containerIp: await addressOf(docker, 'others'),
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

  it('names docker-proxy and its container when a port is taken', async ({ machine, helper }) => {
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
    const connection = await connectHelper(machine.outsidePath('/run/portolan/helper.sock'));
    if (!connection.ok) throw new Error(toEnglish(connection.error.message));
    expect(await connection.value.call.checkPort({ hostPort: 8080 })).toMatchObject({
      value: { free: false, holder: { container: 'others' }, suggestion: 8081 },
    });
    connection.value.close();
  });

  it('follows a container that is made again under its name, and waits for one that is gone', async ({
    docker,
    machine,
    helper,
  }) => {
    await ensurePublished(helper);
    const old = await addressOf(docker, 'web');
    await docker.cli('rm', '--force', 'web');
    await becomes(helper, ({ state }) => state === 'waiting');
    await docker.runContainer('--name', 'placeholder', 'busybox', 'sleep', '1000');
    expect(await addressOf(docker, 'placeholder')).toBe(old);
    expect(await machine.fetch(`http://${hostAddress}:2345/`, 'lan', 1)).toBeNull();

    await docker.runContainer('--name', 'web', ...webServer);
    const fresh = await addressOf(docker, 'web');
    expect(fresh).not.toBe(old);
    const isFresh = ({ state, containerIp }: Publication) =>
      state === 'active' && containerIp === fresh;
    await becomes(helper, isFresh);
    await untilAnswered(machine, `http://${fresh}:8000/`);
    expect(await answeredPaths(docker, machine, 2345)).toEqual(everyPath);
  });

  it('shows the start and the stop of a container within half a second', async ({
    docker,
    machine,
    helper,
  }) => {
    const run = ['--name', 'blinker', 'busybox', 'sleep', '1000'];
    const blinker = `docker:${(await docker.runContainer(...run)).slice(0, 12)}`;
    await expect.poll(async () => (await endpoints(helper)).map(({ id }) => id)).toContain(blinker);
    let seen: (present: boolean) => void = () => undefined;
    const socket = machine.outsidePath('/run/portolan/helper.sock');
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
      await docker.cli(...command);
      const done = performance.now();
      await shown;
      times.push(performance.now() - done);
    }
    connection.value.close();
    expect(median(times)).toBeLessThan(await allowed(500));
  });

  it('shows containers that share a namespace as one, and host listeners with their container', async ({
    docker,
    helper,
  }) => {
    await docker.runContainer(
      '--name',
      'guest',
      '--network',
      'container:peer',
      'busybox',
      'sleep',
      '1000',
    );
    await docker.runContainer(
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
      .poll(async () => (await endpoints(helper)).find(({ name }) => name === 'peer')?.names)
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

  it('keeps its last list while Docker hangs, and reports it', async ({ docker, helper }) => {
    const names = (await endpoints(helper)).map(({ name }) => name);
    await docker.signal('STOP');
    try {
      // Publishing reads the list again, which waits for Docker once.
      const rehearsed = await helper.cli('publish', 'web', '3000:8000', '--dry-run');
      expect(rehearsed.code).toBe(0);
      await expect
        .poll(async () => (await helper.cli('status')).value['warnings'])
        .toEqual([expect.stringContaining('Docker does not answer')]);
      const start = performance.now();
      expect((await endpoints(helper)).map(({ name }) => name)).toEqual(names);
      expect(performance.now() - start).toBeLessThan(await allowed(1_500));
    } finally {
      await docker.signal('CONT');
    }
    await expect.poll(async () => (await helper.cli('status')).value['warnings']).toEqual([]);
  });
});
