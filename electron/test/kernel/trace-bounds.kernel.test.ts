import { describe, expect } from 'vitest';
import { chooseIptables } from '../machines/alternatives';
import { legacyMissing } from '../machines/legacy';
import { skipNote } from '../machines/machine-test';
import { connectTo, fromLan } from '../machines/bridged-machine';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';
import {
  brief,
  intoWeb,
  leftoversOfTraces,
  traceTest as it,
  traceOf,
} from '../machines/trace-machine';
import { TraceRun } from '../machines/trace-run';

describe('a free filter', () => {
  it('follows what a bridge passes on without asking iptables', async ({ machine }) => {
    await machine.run(['sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=0']);
    const { packets, hops } = await traceOf(
      machine,
      ['--filter', 'tcp src 10.77.0.3 dst 10.77.0.2 dport 8000'],
      connectTo('http://10.77.0.2:8000', 'peer'),
    );
    expect(packets).toMatchObject([{ src: '10.77.0.3', dst: '10.77.0.2', flags: 'syn' }]);
    const onHost = hops.filter(({ namespace }) => namespace === 'host');
    expect(onHost.map(({ family, hook }) => `${family} ${hook ?? ''}`)).toEqual([
      'bridge prerouting',
      'bridge forward',
      'bridge postrouting',
    ]);
    expect(hops.map(brief).slice(-2)).toEqual(intoWeb);
  });

  it('is refused when no packet can match, and changes nothing', async ({ machine, helper }) => {
    const before = await kernelTraces(machine);
    for (const [code, args] of refused) {
      expect(await helper.cli('trace', ...args)).toMatchObject({ code: 1, error: { code } });
    }
    for (const args of misused) {
      expect(await helper.cli('trace', ...args)).toMatchObject({ code: 2 });
    }
    expect(await kernelTraces(machine)).toBe(before);
  });
});

const refused: readonly (readonly [string, readonly string[]])[] = [
  ['BAD_REQUEST', ['--filter', 'icmp dport 80']],
  ['BAD_REQUEST', ['--filter', 'tcp dst 10.0.0.300']],
  ['BAD_REQUEST', ['--filter', 'tcp src 10.0.0.1 dst ::1']],
  ['BAD_REQUEST', ['--flow', '7']],
  ['BAD_REQUEST', ['--filter', 'tcp dport 80', '--probe', 'lan']],
  ['NO_SUCH_PUBLICATION', ['2346']],
];

const misused = [
  [],
  ['2345', '--flow', '1'],
  ['2345', '--count', '0'],
  ['2345', '--probe', 'moon'],
  ['--filter', 'sctp'],
] as const;

describe.skipIf(legacyMissing !== null)(`iptables-legacy${skipNote(legacyMissing)}`, () => {
  it('is reported to give no traces', async ({ machine, helper }) => {
    await helper.stop('SIGTERM');
    await chooseIptables(machine, 'legacy');
    helper = await SandboxHelper.start(machine);
    const before = await kernelTraces(machine);
    expect(await helper.cli('trace', '2345')).toMatchObject({
      code: 1,
      error: {
        code: 'UNSUPPORTED',
        message: expect.stringContaining('iptables-legacy') as string,
      },
    });
    expect(await kernelTraces(machine)).toBe(before);
  });
});

describe('nothing of a trace is left', () => {
  it('when no packet came in time', async ({ machine }) => {
    const before = await kernelTraces(machine);
    const { code, end, packets } = await traceOf(machine, ['2345', '--timeout', '2'], () =>
      Promise.resolve(),
    );
    expect({ code, packets }).toEqual({ code: 0, packets: [] });
    expect(end).toMatchObject({ reason: 'timeout', packets: 0 });
    expect(await leftoversOfTraces(machine)).toEqual([]);
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('when the user ends it', async ({ machine }) => {
    const run = await TraceRun.start(machine, '2345', '--count', '5');
    await fromLan(machine);
    await run.says('"type":"packet"');
    await killTrace(machine, 'INT');
    const { code, end } = await run.result();
    expect(code).toBe(0);
    expect(end).toMatchObject({ reason: 'stopped', packets: 1 });
    expect(await leftoversOfTraces(machine)).toEqual([]);
  });

  it('when its client is killed', async ({ machine }) => {
    const run = await TraceRun.start(machine, '2345');
    expect(await leftoversOfTraces(machine)).not.toEqual([]);
    await killTrace(machine, 'KILL');
    await run.result();
    await expect.poll(() => leftoversOfTraces(machine)).toEqual([]);
  });

  it('when the helper is killed', async ({ machine, helper }) => {
    const run = await TraceRun.start(machine, '2345');
    await helper.stop('SIGKILL');
    expect(await run.result()).toMatchObject({ code: 3 });
    await expect.poll(() => leftoversOfTraces(machine)).toEqual([]);
  });

  it('when five are requested, which is one too many', async ({ machine, helper }) => {
    const runs = [];
    for (let i = 0; i < 4; i++) runs.push(await TraceRun.start(machine, '2345', '--count', '9'));
    expect(await helper.cli('trace', '2345')).toMatchObject({ error: { code: 'BAD_REQUEST' } });
    await killTrace(machine, 'INT');
    for (const run of runs) expect(await run.result()).toMatchObject({ code: 0 });
    expect(await leftoversOfTraces(machine)).toEqual([]);
  });
});

describe('much traffic', () => {
  it('beside the traced packets does not hide them', async ({ machine }) => {
    const flood = machine.start(['python3', '-c', flooder, '198.51.100.1', '9999', '60'], 'lan');
    const { packets, hops, end } = await traceOf(machine, ['2345', '--count', '5'], async () => {
      for (let i = 0; i < 5; i++) await fromLan(machine);
    });
    flood.kill();
    expect(packets).toHaveLength(5);
    expect(hops.filter(({ outcome }) => outcome === 'delivered')).toHaveLength(5);
    expect(end).toMatchObject({ reason: 'count', packets: 5, lost: 0 });
  });

  it('of the traced kind is cut by the kernel', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '5300:9/udp');
    const flood = machine.start(['python3', '-c', flooder, '198.51.100.1', '5300', '60'], 'lan');
    const run = await TraceRun.start(machine, '5300/udp', '--count', '20');
    const { packets, end } = await run.result();
    flood.kill();
    expect(packets).toHaveLength(20);
    expect(end).toMatchObject({ reason: 'count', packets: 20, lost: 0 });
  });
});

/** Sends datagrams as fast as it can for some seconds. */
const flooder = `
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end = time.time() + float(sys.argv[3])
while time.time() < end:
    for _ in range(200): s.sendto(b'x', (sys.argv[1], int(sys.argv[2])))
`;

async function killTrace(machine: Sandbox, signal: string): Promise<void> {
  const { stdout } = await machine.run(['pgrep', '-f', 'portolan.cjs trace']);
  await machine.run(['kill', `-${signal}`, ...stdout.trim().split('\n')]);
}
