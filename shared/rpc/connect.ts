import { createBirpc } from 'birpc';
import type { Argument, Client, Methods, Output } from '../contract/method';
import { appError, type AppError } from '../result/app-error';
import { err, type Result } from '../result/result';
import { msg } from '../messages/message';
import { carriedBy, type Channel, type EventSink, type RawMethods } from './channel';

export interface ConnectOptions {
  /** Receives every event that the serving side sends, unvalidated and in order. */
  readonly onEvent: (event: unknown) => void;
  /**
   * Time limit of a call, in milliseconds. Null for a serving side that sets its own limits, or
   * whose answer depends on a person.
   */
  readonly timeout: number | null;
}

export interface ConnectedClient<M extends Methods> {
  readonly call: Client<M>;
  /** Ends every pending call with HELPER_UNAVAILABLE. */
  close(): void;
}

class CallTimeout extends Error {}

/**
 * Connects the calling side of a contract to a channel. Every failure of a call is a value:
 * HELPER_UNAVAILABLE (not delivered, or the connection was closed) and TIMED_OUT besides the
 * method's own.
 */
export function connect<M extends Methods>(
  methods: M,
  channel: Channel,
  { onEvent, timeout }: ConnectOptions,
): ConnectedClient<M> {
  const sink: EventSink = { notify: onEvent };
  const rpc = createBirpc<RawMethods, EventSink, false>(sink, {
    ...carriedBy(channel),
    resolver: (name) => (name === 'notify' ? onEvent : undefined),
    proxify: false,
    timeout: timeout ?? -1,
    onTimeoutError: () => {
      throw new CallTimeout();
    },
  });
  let closed = false;
  const call = async (method: string, input: unknown): Promise<Result<unknown>> => {
    try {
      return await rpc.$call(method, input);
    } catch (error) {
      return err(closed ? lostConnection() : callFailure(method, error, timeout ?? 0));
    }
  };
  return {
    call: clientOf(methods, (method) => {
      type Called = M[typeof method];
      // The serving side is trusted to answer as the contract says.
      return (argument: Argument<Called>) =>
        call(String(method), argument) as Promise<Result<Output<Called>>>;
    }),
    close() {
      closed = true;
      rpc.$close();
    },
  };
}

/**
 * Makes a client that passes each call on to the client that `current` returns at that moment, or
 * fails with its error.
 */
export function forward<M extends Methods>(
  methods: M,
  current: () => Result<Client<M>>,
): Client<M> {
  return clientOf(methods, (method) => async (argument) => {
    const client = current();
    return client.ok ? client.value[method](argument) : client;
  });
}

/** Makes a client with one function for each method of a contract. */
function clientOf<M extends Methods>(
  methods: M,
  functionFor: <K extends keyof M>(method: K) => Client<M>[K],
): Client<M> {
  const names: readonly (keyof M)[] = Object.keys(methods);
  return Object.fromEntries(names.map((name) => [name, functionFor(name)])) as Client<M>;
}

function callFailure(method: string, error: unknown, timeout: number): AppError {
  if (error instanceof CallTimeout) {
    return appError('TIMED_OUT', msg('launch.noAnswer', { method, seconds: timeout / 1000 }));
  }
  const reason = error instanceof Error ? error.message : String(error);
  return appError('HELPER_UNAVAILABLE', msg('launch.notAsked', { method, reason }));
}

function lostConnection(): AppError {
  return appError('HELPER_UNAVAILABLE', msg('launch.lost'));
}
