import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Handlers } from '../contract/method';
import { appError } from '../result/app-error';
import { err, ok } from '../result/result';
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

function connection(serving: Handlers<typeof methods> = handlers, timeout: number | null = null) {
  const [near, far] = channels();
  const onBug = vi.fn();
  const onEvent = vi.fn();
  const served = serve<typeof methods, string>(methods, serving, far, onBug);
  return { near, onBug, onEvent, served, client: connect(methods, near, { onEvent, timeout }) };
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
      serve<typeof methods, string>(methods, handlers, far, () => undefined);
      const { call } = connect({ [name]: methods.double }, near, {
        onEvent: () => undefined,
        timeout: null,
      });
      expect(await call[name]?.({ value: 3 })).toMatchObject({ error: { code: 'UNSUPPORTED' } });
    },
  );

  it('ends with TIMED_OUT after its time limit', async () => {
    const { client } = connection(handlers, 10);
    expect(await client.call.never({})).toMatchObject({ error: { code: 'TIMED_OUT' } });
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
