import { expect } from 'vitest';
import { hostAddress, webServer } from '../machines/engine-machine';
import { sharedDockerTest } from '../machines/machine-test';

const it = sharedDockerTest(async (docker) => {
  await docker.runContainer('--name', 'others', '--publish', '8080:8000', ...webServer);
  await docker.runContainer('--name', 'web', ...webServer);
}, '--userland-proxy=false');

it('shows what Docker publishes by rules alone', async ({ helper }) => {
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

it('refuses a port that no socket holds but a container is published on', async ({ helper }) => {
  const refused = await helper.cli('publish', 'web', '8080:8000');
  expect(refused).toMatchObject({
    code: 1,
    error: { code: 'PORT_IN_USE', details: { port: 8080, container: 'others' } },
  });
  expect(refused.error.message).toContain('published by Docker for container others');
});

it('publishes another port, and takes a port over once its container is gone', async ({
  docker,
  machine,
  helper,
}) => {
  expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ code: 0 });
  for (const address of [hostAddress, '127.0.0.1', '[::1]']) {
    expect(await machine.fetch(`http://${address}:2345/`)).not.toBeNull();
  }
  await docker.cli('rm', '--force', 'others');
  expect(await helper.cli('publish', 'web', '8080:8000')).toMatchObject({ code: 0 });
  expect(await machine.fetch(`http://${hostAddress}:8080/`, 'lan')).not.toBeNull();
});
