import { describe, expect } from 'vitest';
import { chooseAlternatives, hasAlternatives, hideIp6tables } from '../machines/alternatives';
import { machineTest as it } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { readRules } from '../machines/firewall-rules';
import { giveIpv6 } from '../machines/bridged-machine';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';
import { deadPaths } from '../machines/inbound-paths';

const skipped = hasAlternatives
  ? ''
  : ' (skipped: this system does not choose its iptables by alternatives)';

/** An iptables-restore that refuses one table and does all others as ever. */
const refusing = `#!/bin/sh
input=$(cat)
case "$input" in "*$(cat /run/refused-table)"*) echo "no memory left" >&2; exit 1 ;; esac
printf '%s\\n' "$input" | /usr/sbin/iptables-nft-restore "$@"
`;

const refuse = (machine: Sandbox, table: string) =>
  machine.run(['tee', '/run/refused-table'], { input: table });

describe.skipIf(!hasAlternatives)(`a table that cannot be written${skipped}`, () => {
  it.beforeEach(async ({ machine }) => {
    await machine.run(['tee', '/run/refusing-restore'], { input: refusing });
    await machine.commands('chmod +x /run/refusing-restore');
    await chooseAlternatives(machine, { 'iptables-restore': '/run/refusing-restore' });
    await refuse(machine, 'none');
  });

  it('leaves the tables before it as they were, and the port free', async ({ machine, helper }) => {
    const before = await kernelTraces(machine);
    await refuse(machine, 'nat');
    const refused = await helper.cli('publish', 'web', '2345:8000', '127.0.0.1:2346:8000');
    expect(refused).toMatchObject({
      code: 1,
      error: { code: 'COMMAND_FAILED', details: { exitCode: 1, stderr: 'no memory left\n' } },
    });
    expect(await kernelTraces(machine)).toBe(before);
    expect(await helper.cli('ls')).toMatchObject({ value: { publications: [] } });
    await refuse(machine, 'none');
    expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    expect(await deadPaths(machine, 2345)).toEqual([]);
  });

  it('leaves what was published before as it was, when added to and when removed from', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const before = await kernelTraces(machine);
    await refuse(machine, 'nat');
    expect(await helper.cli('publish', 'web', '2346:8000')).toMatchObject({
      error: { code: 'COMMAND_FAILED' },
    });
    expect(await kernelTraces(machine)).toBe(before);
    const rules = await readRules(machine);
    await refuse(machine, 'filter');
    expect(await helper.cli('unpublish', '2345')).toMatchObject({
      error: { code: 'COMMAND_FAILED' },
    });
    expect(await readRules(machine)).toEqual(rules);
    expect(await deadPaths(machine, 2345)).toEqual([]);
  });

  it('shows on the publication that it cannot be repaired, and when it has been', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const stateIs = (state: string) => async () => {
      const [publication] = (await helper.cli('ls')).value['publications'] as { state: string }[];
      return publication?.state === state;
    };
    await refuse(machine, 'nat');
    await machine.commands('iptables -t nat -F');
    await comesWithin(2_500, stateIs('degraded'));
    expect(await helper.cli('ls')).toMatchObject({
      value: { publications: [{ reason: expect.stringContaining('no memory left') as string }] },
    });
    await refuse(machine, 'none');
    await comesWithin(2_500, stateIs('active'));
    expect(await deadPaths(machine, 2345)).toEqual([]);
  });
});

describe.skipIf(!hasAlternatives)(`a system without ip6tables${skipped}`, () => {
  it('publishes by IPv4 rules, serves IPv6 by the proxy, and repairs and cleans up as ever', async ({
    machine,
  }) => {
    await hideIp6tables(machine);
    await giveIpv6(machine);
    const before = await kernelTraces(machine);
    const helper = await SandboxHelper.start(machine);
    // Nothing listens on port 8006 yet, so both families would be translated.
    const published = await helper.cli(
      'publish',
      'web',
      '2345:8000',
      '2346:8006',
      '[::1]:2347:8000',
    );
    expect(published).toMatchObject({ ok: true });
    expect(await deadPaths(machine, 2345)).toEqual([]);
    expect(await machine.fetch('http://[2001:db8:51::1]:2345', 'lan')).toContain('web served');
    expect(await machine.fetch('http://[::1]:2347')).toContain('web served');

    const { ours } = await readRules(machine);
    await machine.commands('iptables -t nat -F');
    const isRepaired = async () => (await readRules(machine)).ours.join() === ours.join();
    await comesWithin(2_000, isRepaired);
    await helper.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);
  });
});
