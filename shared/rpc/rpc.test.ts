import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Handlers } from '../contract/method';
import { appError } from '../result/app-error';
import { err, ok } from '../result/result';
import type { CallLimits } from './call-limits';
import type { Channel } from './channel';
import { connect, forward } from './connect';
import { serve } from './serve';
import { verbatim } from '#shared/messages/message';
import { inEnglish } from '../messages/english';

const methods = {
  double: {
    input: z.strictObject({ value: z.number(), times: z.number().default(1) }),
    output: z.number(),
  },
  never: { input: z.strictObject({}), output: z.null() },
} as const;

const handlers: Handlers<typeof methods> = {
  double: ({ value, times }) => Promise.resolve(ok(value * 2 ** times)),
  never: () => new Promise(() => undefined),
};

/** Two ends of a connection that carries JSON, as a socket does. */
function channels(): readonly [Channel, Channel] {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const end = (own: 0 | 1): Channel => ({
    post(message) {
      const text = JSON.stringify(message);
      queueMicrotask(() => {
        for (const listener of listeners[own === 0 ? 1 : 0]) listener(JSON.parse(text));
      });
    },
    on: (listener) => listeners[own].push(listener),
  });
  return [end(0), end(1)];
}

/** Limits that no test reaches by accident, with a clock that stands still. */
const wide: CallLimits = { inFlight: 100, burst: 100, perSecond: 100, now: () => 0 };

function connection(serving: Handlers<typeof methods> = handlers, limits = wide) {
  const [near, far] = channels();
  const onBug = vi.fn();
  const onEvent = vi.fn();
  const served = serve<typeof methods, string>(methods, serving, far, { onBug, limits });
  return { near, far, onBug, onEvent, served, client: connect(methods, near, { onEvent }) };
}

describe('a call', () => {
  it('returns the handler’s result, with defaults filled in', async () => {
    const { client } = connection();
    expect(await client.call.double({ value: 3 })).toEqual(ok(6));
    expect(await client.call.double({ value: 3, times: 2 })).toEqual(ok(12));
  });

  it('returns the handler’s refusal', async () => {
    const refusal = err(appError('NOT_OURS', verbatim('no')));
    const { client } = connection({ ...handlers, double: () => Promise.resolve(refusal) });
    expect(await client.call.double({ value: 3 })).toEqual(refusal);
  });

  it('is refused when its input does not fit the schema', async () => {
    const { client } = connection();
    const wrong = { value: '3' } as unknown as { value: number };
    expect(inEnglish(await client.call.double(wrong))).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('double: value:') as string },
    });
  });

  it('is answered when its handler throws, which is reported as a bug', async () => {
    const bug = new Error('broken');
    const { client, onBug } = connection({
      ...handlers,
      double: () => Promise.reject(bug),
    });
    expect(inEnglish(await client.call.double({ value: 3 }))).toMatchObject({
      error: { code: 'COMMAND_FAILED', message: 'Internal error in double: broken' },
    });
    expect(onBug).toHaveBeenCalledExactlyOnceWith(bug, 'double');
  });

  it.each(['triple', 'constructor', 'toString'])(
    'of unknown method %s is refused',
    async (name) => {
      const [near, far] = channels();
      serve<typeof methods, string>(methods, handlers, far, { onBug: vi.fn(), limits: wide });
      const { call } = connect({ [name]: methods.double }, near, { onEvent: () => undefined });
      expect(await call[name]?.({ value: 3 })).toMatchObject({ error: { code: 'UNSUPPORTED' } });
    },
  );

  it('is refused when too many are not answered yet', async () => {
    const { client, served } = connection(handlers, { ...wide, inFlight: 2 });
    void client.call.never({});
    void client.call.never({});
    expect(await client.call.never({})).toMatchObject({ error: { code: 'TOO_MANY_REQUESTS' } });
    expect(served.pending).toBe(2);
  });

  it('is refused when too many came in short time, and accepted later', async () => {
    const clock = { time: 0 };
    const limits = { inFlight: 9, burst: 2, perSecond: 1, now: () => clock.time };
    const { client, served } = connection(handlers, limits);
    expect(await client.call.double({ value: 1 })).toEqual(ok(2));
    expect(await client.call.double({ value: 1 })).toEqual(ok(2));
    const refused = await client.call.double({ value: 1 });
    expect(refused).toMatchObject({ error: { code: 'TOO_MANY_REQUESTS' } });
    clock.time += 1_000;
    expect(await client.call.double({ value: 1 })).toEqual(ok(2));
    expect(served.pending).toBe(0);
  });

  it('ends with the reason for which its connection was closed', async () => {
    const { client } = connection();
    const pending = client.call.never({});
    const reason = appError('TIMED_OUT', verbatim('silent'));
    client.close(reason);
    expect(await pending).toEqual(err(reason));
  });

  it('ends with HELPER_UNAVAILABLE when the connection closes, and later ones do too', async () => {
    const { client } = connection();
    const pending = client.call.never({});
    client.close();
    expect(await pending).toMatchObject({ error: { code: 'HELPER_UNAVAILABLE' } });
    expect(await client.call.double({ value: 3 })).toEqual(await pending);
  });
});

it('delivers events in order, and ignores messages without an RPC envelope', async () => {
  const { near, client, served, onEvent } = connection();
  for (const odd of [null, 7, 'text', {}, []]) near.post(odd);
  served.notify('one');
  served.notify('two');
  expect(await client.call.double({ value: 1 })).toEqual(ok(2));
  expect(onEvent.mock.calls).toEqual([['one'], ['two']]);
});

it('forwards calls to the client of the moment, or fails with the reason why there is none', async () => {
  const none = err(appError('HELPER_UNAVAILABLE', verbatim('none')));
  const { client } = connection();
  let current: ReturnType<Parameters<typeof forward<typeof methods>>[1]> = none;
  const forwarded = forward(methods, () => current);
  expect(await forwarded.double({ value: 3 })).toEqual(none);
  current = ok(client.call);
  expect(await forwarded.double({ value: 3 })).toEqual(ok(6));
});

describe('a message', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        t: fc.constantFrom('q', 's', 1, null, { toString: 1 }),
        m: fc.oneof(fc.constantFrom('double', '__proto__', 'then', '$close'), fc.jsonValue()),
        a: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
        i: fc.oneof(fc.string(), fc.jsonValue()),
        o: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );

  it('of any form neither throws nor ends the serving side, which answers it at most once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 20 }), async (messages) => {
        const posted: unknown[] = [];
        let receive: (message: unknown) => void = () => undefined;
        const channel: Channel = {
          post: (message) => posted.push(message),
          on: (listener) => (receive = listener),
        };
        const onBug = vi.fn();
        const served = serve<typeof methods, string>(methods, handlers, channel, {
          onBug,
          limits: wide,
        });
        for (const message of messages) receive(message);
        receive({ t: 'q', m: 'double', a: [{ value: 4 }], i: 'last' });
        // Each call takes a few turns of the microtask queue, which a timer waits for.
        await new Promise((resolve) => setImmediate(resolve));
        expect(posted).toContainEqual({ t: 's', i: 'last', r: ok(8) });
        expect(posted.length).toBeLessThanOrEqual(messages.length + 1);
        expect(served.pending).toBe(0);
        expect(onBug).not.toHaveBeenCalled();
      }),
    );
  });

  it('of any form does not end the calling side', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 20 }), async (messages) => {
        const { client, far } = connection();
        for (const message of messages) far.post(message);
        expect(await client.call.double({ value: 1 })).toEqual(ok(2));
      }),
    );
  });
});
