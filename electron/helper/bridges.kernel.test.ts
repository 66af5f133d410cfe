import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import {
  helperBundle,
  kernelTraces,
  Sandbox,
  SandboxHelper,
  untilAnswered,
  type CliAnswer,
} from '../e2e/sandbox';

let machine: Sandbox;
let helper: SandboxHelper;

/** A host that forwards nothing unasked, with an uplink to `lan`, and two containers without a network. */
beforeEach(async () => {
  machine = await Sandbox.open();
  await machine.commands(`
    sysctl -qw net.ipv6.conf.all.accept_dad=0
    sysctl -qw net.ipv6.conf.default.accept_dad=0
    ip netns add lan
    ip link add up0 type veth peer name eth0 netns lan
    ip address add 198.51.100.1/24 dev up0
    ip address add 2001:db8::1/64 dev up0 nodad
    ip link set up0 up
    ip -n lan link set lo up
    ip -n lan address add 198.51.100.2/24 dev eth0
    ip -n lan address add 2001:db8::2/64 dev eth0 nodad
    ip -n lan link set eth0 up
    ip netns add web
    ip netns add peer
    iptables -P FORWARD DROP
    ip6tables -P FORWARD DROP
  `);
  serve('web', 'web');
  serve('lan', 'lan');
  await untilAnswered(machine, 'http://198.51.100.2:8000');
  helper = await SandboxHelper.start(machine);
});
afterEach(() => machine.close());

function serve(name: string, netns: string): void {
  machine.start([process.execPath, helperBundle, 'lab-web', name, '::', '8000'], netns);
}

const create = (...more: readonly string[]) =>
  helper.cli('bridge', 'create', 'hw1', '--address', '10.55.66.1/24', ...more);
const attach = (...more: readonly string[]) =>
  helper.cli('attach', 'web', '--bridge', 'hw1', ...more);

/** Everything that links may leave behind, and all that publications may. */
async function traces(): Promise<string> {
  const lines = [
    ['ip', '-d', 'address'],
    ['ip', 'route', 'show', 'table', 'all'],
    ['ip', '-n', 'web', 'address'],
    ['ip', '-n', 'peer', 'address'],
  ];
  const texts = await Promise.all(lines.map((argv) => machine.run(argv)));
  return [await kernelTraces(machine), ...texts.map(({ stdout }) => stdout)].join('\n---\n');
}

async function attachments(): Promise<readonly { readonly state: string }[]> {
  const { value } = await helper.cli('snapshot');
  return value['attachments'] as readonly { readonly state: string }[];
}

/** Waits until a condition holds, two seconds at most. */
async function within2s(condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 2_000;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await delay(50);
  }
  return false;
}

const fromWeb = (url = 'http://198.51.100.2:8000') => machine.fetch(url, 'web', 1);

describe('a bridge made by hand', () => {
  it('gives a container the way out and in, and leaves nothing behind', async () => {
    const before = await traces();
    expect(await create()).toMatchObject({
      code: 0,
      value: {
        bridge: {
          ...{ name: 'hw1', addresses: expect.arrayContaining(['10.55.66.1/24']) as unknown },
          ...{ origin: 'portolan', masquerade: true, forwarded: true, ports: [] },
        },
      },
    });
    const attached = await attach();
    expect(attached).toMatchObject({
      code: 0,
      value: {
        attachment: { bridge: 'hw1', interface: 'eth0', address: '10.55.66.2/24', state: 'active' },
        interface: {
          ...{ name: 'eth0', up: true, bridge: 'hw1' },
          addresses: expect.arrayContaining(['10.55.66.2/24']) as unknown,
        },
      },
    });
    expect(await fromWeb()).toContain('198.51.100.1');
    expect(await machine.fetch('http://10.55.66.2:8000', 'lan', 1)).toBeNull();

    await helper.cli('publish', 'web', '2345:8000');
    for (const [url, netns] of [
      ['http://198.51.100.1:2345', 'lan'],
      ['http://127.0.0.1:2345', undefined],
    ] as const) {
      expect(await machine.fetch(url, netns)).toContain('web served');
    }
    await helper.cli('unpublish', '2345');
    expect(await helper.cli('detach', 'web', '--bridge', 'hw1')).toMatchObject({
      code: 0,
      value: { interface: { name: 'eth0' } },
    });
    expect(await helper.cli('bridge', 'delete', 'hw1')).toMatchObject({
      code: 0,
      value: { bridge: { name: 'hw1' } },
    });
    expect(await traces()).toBe(before);
  });
});
