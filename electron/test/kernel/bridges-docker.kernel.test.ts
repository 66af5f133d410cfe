import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DockerMachine, dockerSocket } from '../machines/docker-machine';
import { hostAddress } from '../machines/engine-machine';
import { comesWithin } from '../machines/promised-time';
import {
  helperBundle,
  kernelTraces,
  SandboxHelper,
  untilAnswered,
  type Sandbox,
} from '../machines/sandbox';

let opened: DockerMachine | string;
let machine: DockerMachine;
let sandbox: Sandbox;
let helper: SandboxHelper;

const server = ['busybox', 'httpd', '-f', '-p', '8000'];
const bare = ['run', '--detach', '--name', 'bare', '--network', 'none', 'busybox', ...server];

beforeAll(async () => {
  opened = await DockerMachine.open();
  if (typeof opened === 'string') return;
  machine = opened;
  sandbox = machine.sandbox;
  await machine.docker(...bare);
  await machine.docker('run', '--detach', '--name', 'theirs', 'busybox', ...server);
  await machine.docker(
    'run',
    '--detach',
    '--name',
    'onhost',
    '--network',
    'host',
    'busybox',
    ...server,
  );
  sandbox.start([process.execPath, helperBundle, 'lab-web', 'lan', '0.0.0.0', '8000'], 'lan');
  await untilAnswered(sandbox, 'http://198.51.100.2:8000');
  helper = await SandboxHelper.start(sandbox, ['--docker-socket', dockerSocket]);
});
afterAll(async () => {
  if (typeof opened !== 'string') await machine.close();
});
beforeEach((context) => {
  context.skip(typeof opened === 'string', typeof opened === 'string' ? opened : '');
});

/** The network of a container of Docker's as `ip` shows it from inside. */
async function insideOf(container: string, ...args: readonly string[]): Promise<string> {
  const pid = await machine.docker('inspect', '--format', '{{.State.Pid}}', container);
  return (await sandbox.run(['nsenter', '-t', pid, '-n', 'ip', '-4', '-o', ...args])).stdout;
}

async function traces(): Promise<string> {
  const links = await sandbox.run(['ip', '-4', '-o', 'address']);
  return [await kernelTraces(sandbox), links.stdout, await insideOf('bare', 'address')].join(
    '\n---\n',
  );
}

const fromBare = () => machine.reaches('bare', 'http://198.51.100.2:8000/');
const create = () => helper.cli('bridge', 'create', 'hw1', '--address', '10.55.66.1/24');

describe('a container of Docker without a network', () => {
  it('gets one by hand, is published, and has none again', async () => {
    expect((await sandbox.run(['iptables', '-S', 'FORWARD'])).stdout).toContain('-P FORWARD DROP');
    const before = await traces();
    expect(await create()).toMatchObject({
      value: { bridge: { origin: 'portolan', masquerade: true, forwarded: true } },
    });
    const attached = ['attach', 'bare', '--bridge', 'hw1', '--address', '10.55.66.2/24'];
    expect(await helper.cli(...attached)).toMatchObject({
      code: 0,
      value: {
        attachment: { endpoint: { name: 'bare' }, interface: 'eth0', state: 'active' },
        interface: { name: 'eth0', bridge: 'hw1' },
      },
    });
    expect(await insideOf('bare', 'address', 'show', 'dev', 'eth0')).toContain('10.55.66.2/24');
    expect(await insideOf('bare', 'route', 'show', 'default')).toContain('via 10.55.66.1 dev eth0');
    expect(await fromBare()).toBe(true);

    await helper.cli('publish', 'bare', '2345:8000');
    for (const [url, netns] of [
      [`http://${hostAddress}:2345/`, 'lan'],
      [`http://${hostAddress}:2345/`, undefined],
      ['http://127.0.0.1:2345/', undefined],
    ] as const) {
      expect(await sandbox.fetch(url, netns)).not.toBeNull();
    }
    expect(await machine.reaches('theirs', `http://${hostAddress}:2345/`)).toBe(true);

    await helper.cli('unpublish', '2345');
    expect(await helper.cli('bridge', 'delete', 'hw1')).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('bare') as string },
    });
    await helper.cli('detach', 'bare', '--bridge', 'hw1');
    expect(await fromBare()).toBe(false);
    await helper.cli('bridge', 'delete', 'hw1');
    expect(await traces()).toBe(before);
  });

  it('is joined again when it is made again under its name', async () => {
    await create();
    await helper.cli('attach', 'bare', '--bridge', 'hw1');
    await machine.docker('rm', '--force', 'bare');
    await comesWithin(2_000, async () => {
      const { value } = await helper.cli('snapshot');
      return (value['attachments'] as readonly { state: string }[])[0]?.state === 'waiting';
    });
    await machine.docker(...bare);
    await comesWithin(2_000, fromBare);
    await helper.cli('detach', 'bare', '--bridge', 'hw1');
    await helper.cli('bridge', 'delete', 'hw1');
  });

  it.each([
    ['NOT_OURS', ['bridge', 'delete', 'docker0']],
    ['NOT_OURS', ['attach', 'bare', '--bridge', 'docker0']],
    ['NOT_OURS', ['detach', 'theirs', '--bridge', 'docker0']],
    ['NAME_IN_USE', ['bridge', 'create', 'docker0', '--address', '10.55.67.1/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '172.17.5.1/24']],
    ['BAD_REQUEST', ['attach', 'onhost', '--bridge', 'hw1']],
  ] as const)('refuses with %s, and changes nothing: %s', async (code, args) => {
    await create();
    const before = await traces();
    expect(await helper.cli(...args)).toMatchObject({ code: 1, error: { code } });
    expect(await traces()).toBe(before);
    await helper.cli('bridge', 'delete', 'hw1');
  });

  it('keeps the way that Docker gave it beside a second one, and says so', async () => {
    await create();
    expect(await helper.cli('attach', 'theirs', '--bridge', 'hw1')).toMatchObject({
      value: {
        attachment: {
          ...{ interface: 'eth1', state: 'active' },
          reason: expect.stringContaining('172.17.0.1') as string,
        },
      },
    });
    const routes = await insideOf('theirs', 'route', 'show', 'default');
    expect(routes.trim().split('\n')).toHaveLength(1);
    expect(routes).toContain('172.17.0.1');
  });
});
