import { describe, expect, it, vi } from 'vitest';
import type { TraceLine } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { forwardedHops, traceLines } from '../../testing/sample-hops';
import { traceInput, defaultFields } from './trace-fields';
import { createTraceStore } from './trace-store';
import { verbatim } from '#shared/messages/message';

function setUp() {
  const client = {
    startTrace: vi.fn(() => Promise.resolve(ok({ session: 's1' }))),
    stopTrace: vi.fn(() => Promise.resolve(ok({}))),
  };
  const store = createTraceStore(client);
  store.getState().edit({ publication: 'p2345' });
  const report = (session: string, lines: readonly TraceLine[]) => {
    for (const line of lines) store.getState().receive({ type: 'trace', session, line });
  };
  return { client, store, report };
}

const end: TraceLine = { type: 'end', reason: 'count', packets: 1, lost: 0 };

describe('a trace', () => {
  it('collects packets with their hops in order, in whatever order they arrive', async () => {
    const { store, report } = setUp();
    await store.getState().start();
    const [packet, ...hops] = traceLines(forwardedHops);
    report('s1', [packet!, ...hops.toReversed(), hops[0]!, end]);
    const { record, session } = store.getState();
    expect(record.packets).toHaveLength(1);
    expect(record.packets[0]?.hops.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(session.kind).toBe('ended');
  });

  it('accepts lines that arrive before the answer, and none of another trace', async () => {
    const { store, report } = setUp();
    const started = store.getState().start();
    report('s1', traceLines(forwardedHops));
    report('s0', traceLines(forwardedHops, 'other'));
    await started;
    report('s0', traceLines(forwardedHops, 'other'));
    expect(store.getState().record.packets.map(({ packet }) => packet.traceId)).toEqual(['t1']);
  });

  it('stops the previous one when it starts again', async () => {
    const { client, store } = setUp();
    await store.getState().start();
    await store.getState().start();
    expect(client.stopTrace).toHaveBeenCalledExactlyOnceWith({ session: 's1' });
  });

  it('that is stopped while starting is stopped once it has started', async () => {
    const { client, store } = setUp();
    const started = store.getState().start();
    await store.getState().stop();
    await started;
    expect(client.stopTrace).toHaveBeenCalledExactlyOnceWith({ session: 's1' });
    expect(store.getState().session.kind).toBe('none');
  });

  it('keeps what it saw when the helper goes away', async () => {
    const { store, report } = setUp();
    await store.getState().start();
    report('s1', traceLines(forwardedHops));
    store.getState().connect(false, false);
    expect(store.getState().session.kind).toBe('ended');
    expect(store.getState().record.packets).toHaveLength(1);
  });

  it('says why it was refused', async () => {
    const { client, store } = setUp();
    const error = appError('UNSUPPORTED', verbatim('iptables-legacy'));
    client.startTrace.mockResolvedValue(err(error) as never);
    await store.getState().start();
    expect(store.getState().session).toEqual({ kind: 'refused', error });
  });
});

describe('the form of a trace', () => {
  it('becomes a request', () => {
    expect(traceInput({ ...defaultFields, publication: 'p1' })).toEqual(
      ok({ target: { kind: 'publication', selector: 'p1' }, count: 1, timeout: 30, probe: 'lan' }),
    );
    expect(
      traceInput({
        ...defaultFields,
        kind: 'filter',
        src: ' 2001:DB8:0::1 ',
        dport: '80',
        probe: 'lan',
      }),
    ).toEqual(
      ok({
        target: { kind: 'filter', protocol: 'tcp', src: '2001:db8::1', dport: 80 },
        count: 1,
        timeout: 30,
      }),
    );
    expect(
      traceInput({ ...defaultFields, kind: 'filter', protocol: 'icmp', dport: '80' }),
    ).toMatchObject({ value: { target: { kind: 'filter', protocol: 'icmp' } } });
  });

  it.each([
    [{ publication: '' }, 'publication'],
    [{ publication: 'p1', count: '0' }, 'count'],
    [{ publication: 'p1', count: '101' }, 'count'],
    [{ publication: 'p1', timeout: '1.5' }, 'timeout'],
    [{ kind: 'flow' }, 'flow'],
    [{ kind: 'filter', src: 'nowhere' }, 'src'],
    [{ kind: 'filter', dport: '65536' }, 'dport'],
  ] as const)('%o is sent back for its field %s', (changes, field) => {
    expect(traceInput({ ...defaultFields, ...changes })).toEqual(err([field]));
  });
});
