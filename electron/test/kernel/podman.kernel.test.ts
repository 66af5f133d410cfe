import { describe, expect } from 'vitest';
import type { Report } from '#shared/model/doctor';
import type { Publication } from '#shared/model/publication';
import { hostAddress, webServer } from '../machines/engine-machine';
import { podmanTest as it } from '../machines/machine-test';
import type { Sandbox, SandboxHelper } from '../machines/sandbox';

const onLan = (machine: Sandbox, port: number) =>
  machine.fetch(`http://${hostAddress}:${String(port)}/index.html`, 'lan');

async function published(helper: SandboxHelper, port: number): Promise<Publication | undefined> {
  const answer = await helper.cli('ls');
  const { publications } = answer.value as { publications: readonly Publication[] };
  return publications.find(({ hostPort }) => hostPort === port);
}

const comes = (condition: () => Promise<boolean>) => expect.poll(condition).toBe(true);

describe("Podman's engine", () => {
  it('has its publications shown and checked, and left alone', async ({ podman, helper }) => {
    await podman.runContainer('--name', 'web', '--publish', '8080:8000', ...webServer);
    await comes(async () => (await published(helper, 8080))?.endpoint?.name === 'web');
    expect(await published(helper, 8080)).toMatchObject({
      origin: 'podman',
      containerPort: 8000,
      dnat: true,
      state: 'active',
    });
    expect(await helper.cli('unpublish', '8080')).toMatchObject({ error: { code: 'NOT_OURS' } });
    const taken = await helper.cli('publish', 'web', '8080:8000');
    expect(taken).toMatchObject({ error: { code: 'PORT_IN_USE' } });
    const { value } = await helper.cli('doctor', '8080');
    const paths = (value as { reports: readonly Report[] }).reports.flatMap((one) => one.paths);
    const reached = paths.filter(({ observed }) => observed === 'reachable');
    expect(paths.filter(({ differs }) => differs)).toEqual([]);
    expect(reached.map(({ from }) => from)).toContain('lan');
  });

  it('runs a container that is published, waits while it is gone, and follows it', async ({
    podman,
    machine,
    helper,
  }) => {
    await podman.runContainer('--name', 'web', ...webServer);
    await comes(async () => (await helper.cli('publish', 'web', '2345:8000')).ok);
    expect(await published(helper, 2345)).toMatchObject({
      endpoint: { name: 'web' },
      state: 'active',
    });
    expect(await onLan(machine, 2345)).not.toBeNull();
    await podman.cli('rm', '--force', '--time', '0', 'web');
    await comes(async () => (await published(helper, 2345))?.state === 'waiting');
    expect(await onLan(machine, 2345)).toBeNull();
    await podman.runContainer('--name', 'web', ...webServer);
    await comes(async () => (await onLan(machine, 2345)) !== null);
  });
});
