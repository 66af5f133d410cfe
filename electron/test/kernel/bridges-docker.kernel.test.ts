import { describe, expect } from 'vitest';
import type { DockerMachine } from '../machines/docker-machine';
import { hostAddress, webServer } from '../machines/engine-machine';
import { sharedDockerTest } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import {
  helperBundle,
  kernelTraces,
  untilAnswered,
  type Sandbox,
  type SandboxHelper,
} from '../machines/sandbox';

const bare = ['--name', 'bare', '--network', 'none', ...webServer];

const it = sharedDockerTest(async (docker) => {
  const machine = docker.sandbox;
  await docker.runContainer(...bare);
  await docker.runContainer('--name', 'theirs', ...webServer);
  await docker.runContainer('--name', 'onhost', '--network', 'host', ...webServer);
  machine.start([process.execPath, helperBundle, 'lab-web', 'lan', '0.0.0.0', '8000'], 'lan');
  await untilAnswered(machine, 'http://198.51.100.2:8000');
});

/** The network of a container of Docker's as `ip` shows it from inside. */
async function insideOf(
  docker: DockerMachine,
  machine: Sandbox,
  container: string,
  ...args: readonly string[]
): Promise<string> {
  const pid = await docker.cli('inspect', '--format', '{{.State.Pid}}', container);
  return (await machine.run(['nsenter', '-t', pid, '-n', 'ip', '-4', '-o', ...args])).stdout;
}

async function traces(docker: DockerMachine, machine: Sandbox): Promise<string> {
  const links = await machine.run(['ip', '-4', '-o', 'address']);
  return [
    await kernelTraces(machine),
    links.stdout,
    await insideOf(docker, machine, 'bare', 'address'),
  ].join('\n---\n');
}

const fromBare = (docker: DockerMachine) => docker.reaches('bare', 'http://198.51.100.2:8000/');
const create = (helper: SandboxHelper) =>
  helper.cli('bridge', 'create', 'hw1', '--address', '10.55.66.1/24');

describe('a container of Docker without a network', () => {
  it('is attached to a bridge, is published, and is detached again', async ({
    docker,
    machine,
    helper,
  }) => {
    expect((await machine.run(['iptables', '-S', 'FORWARD'])).stdout).toContain('-P FORWARD DROP');
    const before = await traces(docker, machine);
    expect(await create(helper)).toMatchObject({
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
    expect(await insideOf(docker, machine, 'bare', 'address', 'show', 'dev', 'eth0')).toContain(
      '10.55.66.2/24',
    );
    expect(await insideOf(docker, machine, 'bare', 'route', 'show', 'default')).toContain(
      'via 10.55.66.1 dev eth0',
    );
    expect(await fromBare(docker)).toBe(true);

    await helper.cli('publish', 'bare', '2345:8000');
    for (const [url, netns] of [
      [`http://${hostAddress}:2345/`, 'lan'],
      [`http://${hostAddress}:2345/`, undefined],
      ['http://127.0.0.1:2345/', undefined],
    ] as const) {
      expect(await machine.fetch(url, netns)).not.toBeNull();
    }
    expect(await docker.reaches('theirs', `http://${hostAddress}:2345/`)).toBe(true);

    await helper.cli('unpublish', '2345');
    expect(await helper.cli('bridge', 'delete', 'hw1')).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('bare') as string },
    });
    await helper.cli('detach', 'bare', '--bridge', 'hw1');
    expect(await fromBare(docker)).toBe(false);
    await helper.cli('bridge', 'delete', 'hw1');
    expect(await traces(docker, machine)).toBe(before);
  });

  it('is attached again when it is created again under its name', async ({ docker, helper }) => {
    await create(helper);
    await helper.cli('attach', 'bare', '--bridge', 'hw1');
    await docker.cli('rm', '--force', 'bare');
    await comesWithin(2_000, async () => {
      const { value } = await helper.cli('snapshot');
      return (value['attachments'] as readonly { state: string }[])[0]?.state === 'waiting';
    });
    await docker.runContainer(...bare);
    await comesWithin(2_000, () => fromBare(docker));
    await helper.cli('detach', 'bare', '--bridge', 'hw1');
    await helper.cli('bridge', 'delete', 'hw1');
  });

  it.for([
    ['NOT_OURS', ['bridge', 'delete', 'docker0']],
    ['NOT_OURS', ['attach', 'bare', '--bridge', 'docker0']],
    ['NOT_OURS', ['detach', 'theirs', '--bridge', 'docker0']],
    ['NAME_IN_USE', ['bridge', 'create', 'docker0', '--address', '10.55.67.1/24']],
    ['BAD_REQUEST', ['bridge', 'create', 'hw2', '--address', '172.17.5.1/24']],
    ['BAD_REQUEST', ['attach', 'onhost', '--bridge', 'hw1']],
  ] as const)(
    'refuses with %s, and changes nothing: %s',
    async ([code, args], { docker, machine, helper }) => {
      await create(helper);
      const before = await traces(docker, machine);
      expect(await helper.cli(...args)).toMatchObject({ code: 1, error: { code } });
      expect(await traces(docker, machine)).toBe(before);
      await helper.cli('bridge', 'delete', 'hw1');
    },
  );

  it('keeps the route that Docker gave it beside a second one, and reports it', async ({
    docker,
    machine,
    helper,
  }) => {
    await create(helper);
    expect(await helper.cli('attach', 'theirs', '--bridge', 'hw1')).toMatchObject({
      value: {
        attachment: {
          interface: 'eth1',
          state: 'active',
          reason: expect.stringContaining('172.17.0.1') as string,
        },
      },
    });
    const routes = await insideOf(docker, machine, 'theirs', 'route', 'show', 'default');
    expect(routes.trim().split('\n')).toHaveLength(1);
    expect(routes).toContain('172.17.0.1');
  });
});
