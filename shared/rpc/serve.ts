import { createBirpc } from 'birpc';
import { z } from 'zod';
import type { Handlers, Methods } from '../contract/method';
import { msg } from '../messages/message';
import { appError, type AppError } from '../result/app-error';
import { err, type Result } from '../result/result';
import { carriedBy, type Channel, type EventSink, type RawMethods } from './channel';

export interface ServedChannel<E> {
  notify(event: E): void;
  close(): void;
}

/**
 * Serves a contract on a channel. Validates every input, whatever the caller promised. A handler
 * that throws is a bug: it is reported to `onBug`, and the caller gets an error at once.
 */
export function serve<M extends Methods, E>(
  methods: M,
  handlers: Handlers<M>,
  channel: Channel,
  onBug: (error: unknown, method: string) => void,
): ServedChannel<E> {
  const functions: RawMethods = {};
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
  const rpc = createBirpc<EventSink, RawMethods>(functions, {
    ...carriedBy(channel),
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
  const problem =
    parsed === undefined ? msg('error.noMethod', { method: name }) : problemsOf(parsed.error);
  return err(appError('BAD_REQUEST', msg('error.badInput', { method: name, problem })));
}

/** Lists an input's problems in one line: `specs[0]: Too small: …; target: …`. */
function problemsOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) =>
      path.length === 0 ? message : `${z.core.toDotPath(path)}: ${message}`,
    )
    .join('; ');
}

function unknownMethod(name: string) {
  const text = msg('error.noMethod', { method: name.slice(0, 80) });
  return () => Promise.resolve(err(appError('UNSUPPORTED', text)));
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
