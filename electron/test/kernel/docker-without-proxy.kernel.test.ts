import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DockerMachine, dockerSocket } from '../machines/docker-machine';
import { hostAddress } from '../machines/engine-machine';
import { SandboxHelper } from '../machines/sandbox';

let opened: DockerMachine | string;
let machine: DockerMachine;
let helper: SandboxHelper;

beforeAll(async () => {
  opened = await DockerMachine.open('--userland-proxy=false');
  if (typeof opened === 'string') return;
  machine = opened;
  const server = ['busybox', 'httpd', '-f', '-p', '8000'];
  await machine.docker('run', '--detach', '--name', 'others', '--publish', '8080:8000', ...server);
  await machine.docker('run', '--detach', '--name', 'web', ...server);
  helper = await SandboxHelper.start(machine.sandbox, ['--docker-socket', dockerSocket]);
});
afterAll(async () => {
  if (typeof opened !== 'string') await machine.close();
});
beforeEach((context) => {
  context.skip(typeof opened === 'string', typeof opened === 'string' ? opened : '');
});

it('shows what Docker publishes by rules alone', async () => {
  expect(await helper.cli('ls')).toMatchObject({
    value: {
      publications: [
        {
          origin: 'docker',
          hostPort: 8080,
          endpoint: { name: 'others' },
          dnat: true,
          proxy: false,
        },
      ],
    },
  });
});

it('refuses a port that no socket holds but a container is published on', async () => {
  const refused = await helper.cli('publish', 'web', '8080:8000');
  expect(refused).toMatchObject({
    code: 1,
    error: { code: 'PORT_IN_USE', details: { port: 8080, container: 'others' } },
  });
  expect(refused.error.message).toContain('published by Docker for container others');
});

it('publishes another port, and takes a port over once its container is gone', async () => {
  expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ code: 0 });
  for (const address of [hostAddress, '127.0.0.1', '[::1]']) {
    expect(await machine.sandbox.fetch(`http://${address}:2345/`)).not.toBeNull();
  }
  await machine.docker('rm', '--force', 'others');
  expect(await helper.cli('publish', 'web', '8080:8000')).toMatchObject({ code: 0 });
  expect(await machine.sandbox.fetch(`http://${hostAddress}:8080/`, 'lan')).not.toBeNull();
});
