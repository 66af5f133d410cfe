import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DockerMachine, dockerSocket } from '../machines/docker-machine';
import { expectFound, reportOn } from '../machines/faults';
import { SandboxHelper } from '../machines/sandbox';

let opened: DockerMachine | string;
let machine: DockerMachine;
let helper: SandboxHelper;

beforeEach(async (context) => {
  opened = await DockerMachine.open();
  if (typeof opened === 'string') {
    context.skip(opened);
    return;
  }
  machine = opened;
  const server = ['busybox', 'httpd', '-f', '-p', '8000'];
  await machine.docker('run', '--detach', '--name', 'web', '--publish', '8080:8000', ...server);
  await machine.docker('run', '--detach', '--name', 'wrong', '--publish', '8081:8001', ...server);
  helper = await SandboxHelper.start(machine.sandbox, ['--docker-socket', dockerSocket]);
});
afterEach(async () => {
  if (typeof opened !== 'string') await opened.close();
});

describe("Docker's publication", () => {
  it('is tried like any other, and what stands in it is found', async () => {
    const report = await reportOn(helper, 8080);
    expect(report?.publication).toMatchObject({ origin: 'docker', hostPort: 8080 });
    for (const path of report?.paths ?? []) {
      expect(path).toMatchObject({ predicted: 'reachable', observed: 'reachable', differs: false });
      expect(path.obstacle).toBeUndefined();
    }
    const nobody = { code: 'NOT_LISTENING', where: 'wrong port 8001/tcp', from: 'lan' } as const;
    await expectFound(helper, { ...nobody, fixed: false }, 8081);
    await machine.sandbox.commands('iptables -I DOCKER-USER -p tcp --dport 8000 -j DROP');
    const dropped = { code: 'DROPPED_BY_RULE', where: 'filter DOCKER-USER', from: 'lan' } as const;
    await expectFound(helper, { ...dropped, owner: 'docker', fixed: true }, 8080);
  });
});
