import { describe, expect } from 'vitest';
import { killAt } from '../machines/kill-hook';
import { machineTest as it } from '../machines/machine-test';
import { comesWithin } from '../machines/promised-time';
import { fromLan } from '../machines/bridged-machine';
import {
  helperBundle,
  kernelTraces,
  SandboxHelper,
  untilAnswered,
  type Sandbox,
} from '../machines/sandbox';

async function ownRules(machine: Sandbox): Promise<readonly string[]> {
  const { stdout } = await machine.run(['iptables-save']);
  return stdout.split('\n').filter((line) => line.includes('portolan:'));
}

/** Within which time a publication has to follow its container, in milliseconds. */
const followTime = 2_000;

describe('a helper that is killed', () => {
  /** Kills a helper at one of its changes while it publishes. Returns whether it made that many. */
  async function killWhilePublishing(machine: Sandbox, at: string): Promise<boolean> {
    const helper = await SandboxHelper.start(machine, [], killAt(at));
    const answer = await helper.cli('publish', 'web', '2345:8000');
    if (!answer.ok) await helper.exited;
    else await helper.stop('SIGKILL');
    return !answer.ok;
  }

  it('leaves all or nothing, wherever it was killed', async ({ machine }) => {
    const clean = await SandboxHelper.start(machine);
    await clean.stop('SIGTERM');
    const before = await kernelTraces(machine);
    let stops = 0;
    for (const when of ['before', 'after']) {
      for (let number = 1; number < 20; number++) {
        const killed = await killWhilePublishing(machine, `${when}:${String(number)}`);
        const again = await SandboxHelper.start(machine);
        const { value } = await again.cli('ls');
        const held = value['publications'] as readonly unknown[];
        // The kernel does what the state file says.
        if (held.length > 0) {
          expect(held).toMatchObject([{ id: 'tcp-2345', state: 'active' }]);
          expect(await fromLan(machine)).toContain('web served');
          const rules = await ownRules(machine);
          expect(new Set(rules).size).toBe(rules.length);
          expect(rules.filter((line) => line.includes('tcp-2345'))).toHaveLength(2);
          await again.cli('unpublish', '2345');
        } else {
          expect(await fromLan(machine)).toBeNull();
        }
        expect(await ownRules(machine)).toEqual([]);
        await again.stop('SIGTERM');
        expect(await kernelTraces(machine)).toBe(before);
        if (!killed) break;
        stops += 1;
      }
    }
    expect(stops).toBeGreaterThan(8);
  }, 180_000);

  it('has removed a publication or still serves it, wherever it was killed', async ({
    machine,
  }) => {
    const clean = await SandboxHelper.start(machine);
    await clean.stop('SIGTERM');
    const before = await kernelTraces(machine);
    const outcomes = new Set<string>();
    let stops = 0;
    for (let number = 1; number < 20; number++) {
      const publishing = await SandboxHelper.start(machine);
      await publishing.cli('publish', 'web', '2345:8000', '2346:8000');
      await publishing.stop('SIGKILL');
      const at = `${number % 2 === 0 ? 'before' : 'after'}:${String(number)}`;
      const removing = await SandboxHelper.start(machine, [], killAt(at));
      const answer = await removing.cli('unpublish', '2345', '2346');
      if (!answer.ok) await removing.exited;
      else await removing.stop('SIGKILL');

      const again = await SandboxHelper.start(machine);
      const { value } = await again.cli('ls');
      const held = value['publications'] as readonly { readonly state: string }[];
      expect(held.map(({ state }) => state)).toEqual(held.length > 0 ? ['active', 'active'] : []);
      if (held.length > 0) expect(await fromLan(machine)).toContain('web served');
      else expect(await fromLan(machine)).toBeNull();
      outcomes.add(held.length > 0 ? 'served' : 'removed');
      if (held.length > 0) await again.cli('unpublish', '2345', '2346');
      expect(await ownRules(machine)).toEqual([]);
      await again.stop('SIGTERM');
      expect(await kernelTraces(machine)).toBe(before);
      if (answer.ok) break;
      stops += 1;
    }
    expect(stops).toBeGreaterThan(3);
    expect(outcomes).toContain('removed');
  }, 180_000);

  it('leaves connections by DNAT open, and they continue when it is back', async ({ machine }) => {
    const helper = await SandboxHelper.start(machine);
    const server = `require('node:net').createServer((s) => { s.on('data', (d) => s.write(d)); s.on('error', () => {}); }).listen(7000, '0.0.0.0', () => console.log('up'))`;
    await machine.startReady([process.execPath, '-e', server], 'web');
    await helper.cli('publish', 'web', '2345:7000');
    const script = `
      const s = require('node:net').connect(2345, '198.51.100.1', () => { let n = 0; setInterval(() => s.write(String(n++) + ' '), 20); });
      s.on('data', (d) => process.stdout.write(d));
      s.on('error', () => {});
      s.on('close', () => process.stdout.write(' CLOSED'));`;
    const client = machine.start([process.execPath, '-e', script], 'lan');
    let heard = '';
    client.stdout?.on('data', (data: Buffer) => {
      heard += data.toString();
    });
    /** Waits until more has come back. */
    const hearsMore = async () => {
      const before = heard.length;
      await expect.poll(() => heard.length).toBeGreaterThan(before + 50);
    };
    await hearsMore();
    await helper.stop('SIGKILL');
    await hearsMore();
    const again = await SandboxHelper.start(machine);
    await hearsMore();
    expect(heard).not.toContain('CLOSED');
    await again.cli('unpublish', '2345');
    client.kill();
  });
});

describe('an endpoint that disappears and returns', () => {
  it('is waited for, gets nothing at its old address, and is found at its new one', async ({
    machine,
  }) => {
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    expect(await fromLan(machine)).toContain('web served');
    const { stdout } = await machine.run(['ip', 'netns', 'pids', 'web']);
    for (const pid of stdout.trim().split('\n')) await machine.run(['kill', '-9', pid]);
    await machine.commands('ip netns del web');
    const isWaiting = async () => {
      const { value } = await helper.cli('ls');
      return (value['publications'] as { state: string }[])[0]?.state === 'waiting';
    };
    await comesWithin(followTime, isWaiting);
    expect(await ownRules(machine)).toEqual([]);
    // The port is still reserved for it.
    expect(await helper.cli('publish', 'peer', '2345:8000')).toMatchObject({
      error: { code: 'PORT_IN_USE' },
    });

    // Another container gets the old address, and none of the publication's traffic.
    await machine.commands('ip -n peer address add 10.77.0.2/24 dev eth0');
    machine.start(
      [process.execPath, helperBundle, 'lab-web', 'intruder', '0.0.0.0', '8000'],
      'peer',
    );
    await untilAnswered(machine, 'http://10.77.0.2:8000');
    expect(await fromLan(machine)).toBeNull();
    expect(await machine.fetch('http://127.0.0.1:2345')).toBeNull();

    await machine.commands(`
      ip netns add web
      ip link add v-web2 type veth peer name eth0 netns web
      ip link set v-web2 master br0
      ip link set v-web2 up
      ip -n web link set lo up
      ip -n web address add 10.77.0.77/24 dev eth0
      ip -n web link set eth0 up
      ip -n web route add default via 10.77.0.1
    `);
    machine.start([process.execPath, helperBundle, 'lab-web', 'web', '0.0.0.0', '8000'], 'web');
    await comesWithin(
      followTime,
      async () => (await fromLan(machine))?.startsWith('web served') ?? false,
    );
    expect(await helper.cli('ls')).toMatchObject({
      value: { publications: [{ state: 'active', containerIp: '10.77.0.77' }] },
    });
  });
});

describe('the state of a helper', () => {
  it('stays unchanged, as everything else does, when the disk is full', async ({ machine }) => {
    await machine.commands('mkdir /run/state');
    await machine.commands('mount -t tmpfs -o size=12k,mode=700 tmpfs /run/state');
    const helper = await SandboxHelper.start(machine);
    expect(await helper.cli('publish', 'web', '2345:8000')).toMatchObject({ ok: true });
    await machine.run(['dd', 'if=/dev/zero', 'of=/run/state/full', 'bs=4k', 'count=9']);
    const before = await kernelTraces(machine);
    const refused = await helper.cli('publish', 'web', '2346:8000');
    expect(refused).toMatchObject({ ok: false, error: { code: 'PERMISSION_DENIED' } });
    expect(refused.error.message).toContain('ENOSPC');
    expect(await kernelTraces(machine)).toBe(before);
    expect(await helper.cli('ls')).toMatchObject({ value: { publications: [{ hostPort: 2345 }] } });
    expect(await fromLan(machine)).toContain('web served');
    expect((await helper.cli('status')).value['warnings']).toEqual([
      expect.stringContaining('ENOSPC'),
    ]);
  });

  it('is the last intact one when the file is damaged, and the damage is reported', async ({
    machine,
  }) => {
    const helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.cli('publish', 'web', '2346:8000');
    await helper.stop('SIGKILL');
    await machine.run(['truncate', '-s', '40', '/run/state/state.json']);
    const again = await SandboxHelper.start(machine);
    expect((await again.cli('status')).value['warnings']).toEqual([
      expect.stringContaining('state.json'),
    ]);
    expect(await fromLan(machine)).toContain('web served');
  });
});
