import { describe, expect } from 'vitest';
import { webServer } from '../machines/engine-machine';
import { expectFound, reportOn } from '../machines/faults';
import { dockerTest as it } from '../machines/machine-test';

it.beforeEach(async ({ docker }) => {
  await docker.runContainer('--name', 'web', '--publish', '8080:8000', ...webServer);
  await docker.runContainer('--name', 'wrong', '--publish', '8081:8001', ...webServer);
});

describe("Docker's publication", () => {
  it('is probed like any other, and what blocks it is found', async ({ machine, helper }) => {
    const report = await reportOn(helper, 8080);
    expect(report?.publication).toMatchObject({ origin: 'docker', hostPort: 8080 });
    for (const path of report?.paths ?? []) {
      expect(path).toMatchObject({ predicted: 'reachable', observed: 'reachable', differs: false });
      expect(path.obstacle).toBeUndefined();
    }
    const silent = { code: 'NOT_LISTENING', where: 'wrong port 8001/tcp', from: 'lan' } as const;
    await expectFound(helper, { ...silent, fixed: false }, 8081);
    await machine.commands('iptables -I DOCKER-USER -p tcp --dport 8000 -j DROP');
    const dropped = { code: 'DROPPED_BY_RULE', where: 'filter DOCKER-USER', from: 'lan' } as const;
    await expectFound(helper, { ...dropped, owner: 'docker', fixed: true }, 8080);
  });
});
