import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { helperMethods } from '#shared/contract/helper';
import { bridgedMachine } from '../machines/bridged-machine';
import { machineTest, sharedMachineTest } from '../machines/machine-test';
import { RawClient } from '../machines/raw-client';
import { kernelTraces, SandboxHelper, type Sandbox } from '../machines/sandbox';

const it = sharedMachineTest(async (closeAtEnd) => {
  const machine = closeAtEnd(await bridgedMachine());
  const helper = await SandboxHelper.start(machine);
  await helper.cli('publish', 'web', '2345:8000');
  return { machine, helper };
});

/** Everything that a refused request must leave as it was. */
async function everything(machine: Sandbox): Promise<string> {
  const state = await readFile(machine.outsidePath('/run/state/state.json'), 'utf8');
  return `${await kernelTraces(machine)}\n${state}`;
}

/** A request with one thing changed, as bytes. */
const nearlyRight = fc
  .record({
    m: fc.constantFrom(...Object.keys(helperMethods).filter((name) => name !== 'stopTrace')),
    a: fc.array(
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          target: fc.constantFrom('web', 'netns:web', '', '--all'),
          specs: fc.array(fc.string(), { maxLength: 3 }),
          dryRun: fc.constant(true),
        }),
      ),
      { maxLength: 2 },
    ),
    flips: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map(({ m, a, flips }) => {
    const bytes = Buffer.from(JSON.stringify({ t: 'q', m, a, i: 'x' }));
    for (const [at, value] of flips) bytes[at % bytes.length] = value === 0x0a ? 0x20 : value;
    return bytes;
  });

describe('a client that sends anything', () => {
  it('changes nothing and keeps others waiting for nothing', async ({ machine, helper }) => {
    const before = await everything(machine);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array)),
      nearlyRight,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 30 }), async (lines) => {
        const hostile = await RawClient.open(machine);
        const other = await RawClient.open(machine);
        for (const line of lines) hostile.socket.write(Buffer.concat([line, Buffer.from('\n')]));
        expect(await other.call('status')).toMatchObject({ ok: true });
        // It has been heard to the end: either it is answered or it was cut off.
        await hostile.call('status');
        hostile.close();
        other.close();
      }),
      { numRuns: 40 },
    );
    expect(await everything(machine)).toBe(before);
    expect(helper.log).not.toContain('bug');
  });

  it.for([
    ['a method that is an object', { t: 'q', m: { toString: 1, valueOf: 1 }, a: [{}], i: 'x' }],
    ['an id that is an object', { t: 'q', m: 'status', a: [{}], i: { a: 1 } }],
    ['arguments that only look like a list', { t: 'q', m: 'status', a: { length: 4e9 }, i: 'x' }],
    ['a response', { t: 's', i: 'x', r: 1 }],
    ['a kind that is an object', { t: { toString: 1 }, i: 1 }],
    ['a method of every object', { t: 'q', m: '__proto__', a: [{}], i: 'x' }],
  ])('such as %s is served on', async ([, message], { machine }) => {
    const client = await RawClient.open(machine);
    client.socket.write(`${JSON.stringify(message)}\n`);
    expect(await client.call('status')).toMatchObject({ ok: true });
    client.close();
  });
});

describe('a client that asks for too much', () => {
  it('is refused more than 32 calls at once', async ({ machine }) => {
    const client = await RawClient.open(machine);
    const ids = Array.from({ length: 60 }, () => client.send('doctor', { observe: false }));
    const answers = await Promise.all(ids.map((id) => client.answer(id)));
    const refused = answers.filter((answer) => answer?.error?.code === 'TOO_MANY_REQUESTS');
    expect(refused).toHaveLength(28);
    client.close();
  });

  it('is not read from while it does not read, and keeps no one waiting', async ({ machine }) => {
    const client = await RawClient.open(machine);
    client.socket.pause();
    const line = Buffer.from(`${JSON.stringify({ t: 'q', m: 'snapshot', a: [{}], i: 'x' })}\n`);
    const flood = Buffer.concat(Array.from({ length: 10_000 }, () => line));
    let sent = 0;
    // The helper's answers fill its limit; then it reads no more, and writing to it stalls.
    for (let stalled = 0; stalled < 20;) {
      const before = client.socket.bytesWritten - client.socket.writableLength;
      if (client.socket.writableLength < 4_000_000) client.socket.write(flood);
      await delay(50);
      const now = client.socket.bytesWritten - client.socket.writableLength;
      stalled = now === before ? stalled + 1 : 0;
      sent = now;
      if (sent > 2_000_000_000) break;
    }
    expect(sent).toBeLessThan(2_000_000_000);
    const other = await RawClient.open(machine);
    expect(await other.call('snapshot')).toMatchObject({ ok: true });
    client.close();
    expect(await other.call('publish', { target: 'web', specs: ['2399:8000'] })).toMatchObject({
      ok: true,
    });
    expect(await other.call('unpublish', { selectors: ['2399'] })).toMatchObject({ ok: true });
    other.close();
  });

  it('cannot crowd out others by connections that do nothing', async ({ machine }) => {
    const first = await RawClient.open(machine);
    expect(await first.call('status')).toMatchObject({ ok: true });
    const idle: RawClient[] = [];
    for (let i = 0; i < 700; i++) idle.push(await RawClient.open(machine));
    const last = await RawClient.open(machine);
    expect(await last.call('status')).toMatchObject({ ok: true });
    expect(await first.call('status')).toMatchObject({ ok: true });
    for (const client of [first, last, ...idle]) client.close();
  });
});

describe('a client that goes', () => {
  it('takes back what it asked for and was not begun', async ({ machine, helper }) => {
    const busy = await RawClient.open(machine);
    const running = busy.send('publish', { target: 'web', specs: ['2500:8000'] });
    const gone = await RawClient.open(machine);
    for (let i = 0; i < 20; i++) {
      gone.send('publish', { target: 'web', specs: [`${String(2600 + i)}:8000`] });
    }
    await new Promise((resolve) => gone.socket.write('', resolve));
    gone.close();
    expect(await busy.answer(running)).toMatchObject({ ok: true });
    // Transactions run in order, so all of the other one's have had their turn.
    expect(await busy.call('unpublish', { selectors: ['2500'] })).toMatchObject({ ok: true });
    const { value } = await helper.cli('ls');
    const ports = (value['publications'] as { hostPort: number }[]).map(({ hostPort }) => hostPort);
    expect(ports).toContain(2345);
    expect(ports.length).toBeLessThan(5);
    const ids = ports.filter((port) => port >= 2600).map(String);
    if (ids.length > 0) await helper.cli('unpublish', ...ids);
    busy.close();
  });
});

machineTest('the helper logs who changes something', async ({ machine, helper }) => {
  const client = await RawClient.open(machine);
  await client.call('publish', { target: 'web', specs: ['2345:8000'] });
  await client.call('publish', { target: 'web', specs: ['2346:8000'], dryRun: true });
  await client.call('unpublish', { selectors: ['9'] });
  await client.call('status');
  client.close();
  const lines = helper.log.split('\n').filter((line) => line.includes(' by uid '));
  expect(lines).toEqual([
    expect.stringMatching(/^portolan: publish by uid 0, pid \d+: .*2345:8000.*: done$/),
    expect.stringMatching(/^portolan: unpublish by uid 0, pid \d+: .*: NO_SUCH_PUBLICATION$/),
  ]);
});

machineTest('SIGTERM ends a helper that a client floods', async ({ machine, helper }) => {
  const before = await kernelTraces(machine);
  await helper.cli('publish', 'web', '2345:8000');
  const client = await RawClient.open(machine);
  for (let i = 0; i < 5_000; i++) client.send('snapshot', {});
  await helper.stop('SIGTERM');
  expect(helper.process.exitCode).toBe(0);
  const after = await kernelTraces(machine);
  expect(after).not.toContain('PORTOLAN');
  expect(after).toBe(before);
});
