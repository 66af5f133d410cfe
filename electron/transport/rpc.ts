import { createBirpc } from 'birpc';
import { z } from 'zod';
import type { Client, Handlers, Methods } from '#shared/contract/method';
import { appError, type AppError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { Channel } from './ndjson';

/** The one function that a client offers to the serving side. */
interface EventSink {
  notify(event: unknown): void;
}

type RawFunctions = Record<string, (input: unknown) => Promise<Result<unknown>>>;

/** How long a call may take before the caller is told TIMED_OUT, in milliseconds. */
export const callTimeout = 60_000;

export interface ServedChannel<E> {
  notify(event: E): void;
  close(): void;
}

/**
 * Serves a contract on a channel. Every input is validated here, whatever the other side promised; a handler
 * that throws is a bug, reported to `onBug` and answered with an error, so that the caller never waits.
 */
export function serve<M extends Methods, E>(
  methods: M,
  handlers: Handlers<M>,
  channel: Channel,
  onBug: (error: unknown, method: string) => void,
): ServedChannel<E> {
  const functions: RawFunctions = {};
  for (const name of Object.keys(methods)) {
    functions[name] = async (input) => {
      const parsed = validate(methods, name, input);
      if (!parsed.ok) return parsed;
      try {
        const handler = handlers[name] as (input: unknown) => Promise<Result<unknown>>;
        return await handler(parsed.value);
      } catch (error) {
        onBug(error, name);
        return err(internalError(name, error));
      }
    };
  }
  const rpc = createBirpc<EventSink, RawFunctions>(functions, {
    post: (message) => {
      channel.post(message);
    },
    on: (listener) => {
      channel.on((message) => {
        if (isRpcMessage(message)) listener(message);
      });
    },
    resolver: (name) => (Object.hasOwn(functions, name) ? functions[name] : unknownMethod(name)),
    onGeneralError: () => true,
    eventNames: ['notify'],
    timeout: -1,
  });
  return {
    notify(event) {
      void rpc.notify.asEvent(event);
    },
    close() {
      rpc.$close();
    },
  };
}

function validate(methods: Methods, name: string, input: unknown): Result<unknown> {
  const parsed = methods[name]?.input.safeParse(input);
  if (parsed?.success === true) return { ok: true, value: parsed.data };
  const why = parsed === undefined ? 'no such method' : problemsOf(parsed.error);
  return err(appError('BAD_REQUEST', `${name}: ${why}`));
}

/** What is wrong with an input, in one line: `specs[0]: Too small: …; target: …`. */
function problemsOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) =>
      path.length === 0 ? message : `${z.core.toDotPath(path)}: ${message}`,
    )
    .join('; ');
}

function unknownMethod(name: string) {
  return () =>
    Promise.resolve(err(appError('UNSUPPORTED', `There is no method "${name.slice(0, 80)}".`)));
}

function isRpcMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 't' in message;
}

function internalError(method: string, error: unknown): AppError {
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'COMMAND_FAILED',
    message: `Internal error in ${method}: ${text}`,
    details: {
      argv: [],
      exitCode: null,
      stderr: error instanceof Error ? (error.stack ?? text) : text,
    },
  };
}

export interface ConnectedClient<M extends Methods> {
  readonly call: Client<M>;
  /** Ends every pending call with HELPER_UNAVAILABLE. */
  close(): void;
}

/** The calling side of a contract: typed methods whose failures, a lost connection included, are values. */
export function connect<M extends Methods>(
  methods: M,
  channel: Channel,
  onEvent: (event: unknown) => void,
): ConnectedClient<M> {
  const sink: EventSink = { notify: onEvent };
  const rpc = createBirpc<RawFunctions, EventSink>(sink, {
    post: (message) => {
      channel.post(message);
    },
    on: (listener) => {
      channel.on((message) => {
        if (isRpcMessage(message)) listener(message);
      });
    },
    resolver: (name) =>
      name === 'notify'
        ? (event: unknown) => {
            onEvent(event);
          }
        : undefined,
    timeout: callTimeout,
  });
  let closed = false;
  const isClosed = () => closed;
  const call = async (name: string, input: unknown): Promise<Result<unknown>> => {
    if (isClosed()) return err(lostConnection());
    try {
      return await rpc.$call(name, input);
    } catch {
      return err(
        isClosed()
          ? lostConnection()
          : appError(
              'TIMED_OUT',
              msg('launch.noAnswer', { method: name, seconds: callTimeout / 1000 }),
            ),
      );
    }
  };
  const client = Object.fromEntries(
    Object.keys(methods).map((name) => [name, (input: unknown) => call(name, input)]),
  );
  return {
    call: client as Client<M>,
    close() {
      closed = true;
      rpc.$close();
    },
  };
}

function lostConnection(): AppError {
  return appError('HELPER_UNAVAILABLE', msg('launch.lost'));
}
