import { createBirpc } from 'birpc';
import type { Argument, Client, Methods, Output } from '../contract/method';
import { appError, type AppError } from '../result/app-error';
import { err, type Result } from '../result/result';
import { msg } from '../messages/message';
import type { Channel, EventSink, RawMethods } from './channel';
import { forClient } from './envelope';

export interface ConnectOptions {
  /** Receives every event that the serving side sends, unvalidated and in order. */
  readonly onEvent: (event: unknown) => void;
}

export interface ConnectedClient<M extends Methods> {
  readonly call: Client<M>;
  /** The calls that are not answered yet. */
  readonly pending: number;
  /** Ends every pending call with an error, HELPER_UNAVAILABLE when none is given. */
  close(reason?: AppError): void;
}

/**
 * Connects the calling side of a contract to a channel. Every failure of a call is a value: the
 * method's own, or that of a connection that was closed. A call has no time limit: the serving side
 * sets its own, and answers by the real outcome.
 */
export function connect<M extends Methods>(
  methods: M,
  channel: Channel,
  { onEvent }: ConnectOptions,
): ConnectedClient<M> {
  const sink: EventSink = { notify: onEvent };
  const rpc = createBirpc<RawMethods, EventSink, false>(sink, {
    post(message) {
      channel.post(message);
    },
    on(listener) {
      channel.on((message) => {
        const checked = forClient(message);
        if (checked !== null) listener(checked);
      });
    },
    resolver: (name) => (name === 'notify' ? onEvent : undefined),
    proxify: false,
    timeout: -1,
  });
  let closedBecause: AppError | null = null;
  let pending = 0;
  const call = async (method: string, input: unknown): Promise<Result<unknown>> => {
    pending += 1;
    try {
      return await rpc.$call(method, input);
    } catch (error) {
      return err(closedBecause ?? callFailure(method, error));
    } finally {
      pending -= 1;
    }
  };
  return {
    call: clientOf(methods, (method) => {
      type Called = M[typeof method];
      // The serving side is trusted to answer as the contract says.
      return (argument: Argument<Called>) =>
        call(String(method), argument) as Promise<Result<Output<Called>>>;
    }),
    get pending() {
      return pending;
    },
    close(reason) {
      closedBecause = reason ?? lostConnection();
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

function callFailure(method: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return appError('HELPER_UNAVAILABLE', msg('launch.notAsked', { method, reason }));
}

function lostConnection(): AppError {
  return appError('HELPER_UNAVAILABLE', msg('launch.lost'));
}
