import { createBirpc } from 'birpc';
import { z } from 'zod';
import type { Handlers, Methods } from '../contract/method';
import { msg, type Message } from '../messages/message';
import { appError, type AppError } from '../result/app-error';
import { err, type Result } from '../result/result';
import { CallCounter, type CallLimits } from './call-limits';
import type { Channel, EventSink, RawMethods } from './channel';
import { asRequest, idOf } from './envelope';

export interface ServedChannel<E> {
  notify(event: E): void;
  /** The calls that are not answered yet. */
  readonly pending: number;
  /** Whether there ever was a call. */
  readonly hasServed: boolean;
  close(): void;
}

export interface ServeOptions {
  /** A handler threw, which is a bug; the caller gets an error at once. */
  readonly onBug: (error: unknown, method: string) => void;
  /** A call beyond the limits is refused with TOO_MANY_REQUESTS. */
  readonly limits: CallLimits;
}

/**
 * Serves a contract on a channel. Validates every message and every input, whatever the caller
 * promised: a message that is no request is refused with BAD_REQUEST when it names a call, and
 * ignored otherwise.
 */
export function serve<M extends Methods, E>(
  methods: M,
  handlers: Handlers<M>,
  channel: Channel,
  { onBug, limits }: ServeOptions,
): ServedChannel<E> {
  const counter = new CallCounter(limits);
  let closed = false;
  let hasServed = false;
  const functions: RawMethods = {};
  for (const name of Object.keys(methods)) {
    functions[name] = async (input) => {
      const parsed = validate(methods, name, input);
      if (!parsed.ok) return parsed;
      try {
        const handler = handlers[name] as (input: unknown) => Promise<Result<unknown>>;
        return await handler(parsed.value);
      } catch (error) {
        // What a caller asked for before it went is dropped where it waits.
        if (!closed) onBug(error, name);
        return err(internalError(name, error));
      }
    };
  }
  const rpc = createBirpc<EventSink, RawMethods>(functions, {
    post(message) {
      channel.post(message);
    },
    on(listener) {
      channel.on((message) => {
        const request = asRequest(message);
        if (request === null) {
          const id = idOf(message);
          if (id !== null) channel.post(refusal(id, 'BAD_REQUEST', msg('error.badMessage')));
        } else if (!counter.begin()) {
          if (request.i !== undefined) {
            channel.post(refusal(request.i, 'TOO_MANY_REQUESTS', msg('error.tooManyCalls')));
          }
        } else {
          hasServed = true;
          listener(request);
        }
      });
    },
    resolver: (name) => async (input: unknown) => {
      try {
        return await (Object.hasOwn(functions, name) ? functions[name]?.(input) : noSuch(name));
      } finally {
        counter.end();
      }
    },
    onGeneralError: () => true,
    eventNames: ['notify'],
    timeout: -1,
  });
  return {
    notify(event) {
      void rpc.notify.asEvent(event);
    },
    get pending() {
      return counter.inFlight;
    },
    get hasServed() {
      return hasServed;
    },
    close() {
      closed = true;
      rpc.$close();
    },
  };
}

/** The answer to a message that does not reach its method. */
export function refusal(
  id: string,
  code: 'BAD_REQUEST' | 'TOO_MANY_REQUESTS',
  message: Message,
): unknown {
  return { t: 's', i: id, r: err(appError(code, message)) };
}

function validate(methods: Methods, name: string, input: unknown): Result<unknown> {
  const parsed = methods[name]?.input.safeParse(input);
  if (parsed?.success === true) return { ok: true, value: parsed.data };
  const problem =
    parsed === undefined ? msg('error.noMethod', { method: name }) : problemsOf(parsed.error);
  return err(appError('BAD_REQUEST', msg('error.badInput', { method: name, problem })));
}

/** How many problems of an input are listed; each element of a long list may have one. */
const mostProblems = 5;

/** Lists an input's first problems in one line: `specs[0]: Too small: …; target: …`. */
function problemsOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, mostProblems)
    .map(({ path, message }) =>
      path.length === 0 ? message : `${z.core.toDotPath(path)}: ${message}`,
    )
    .join('; ');
}

function noSuch(name: string): Result<never> {
  return err(appError('UNSUPPORTED', msg('error.noMethod', { method: name })));
}

function internalError(method: string, error: unknown): AppError {
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'COMMAND_FAILED',
    message: msg('error.internal', { method, reason: text }),
    details: {
      argv: [],
      exitCode: null,
      stderr: error instanceof Error ? (error.stack ?? text) : text,
    },
  };
}
