import { createBirpc } from 'birpc';
import {
  windowEventSchema,
  windowMethods,
  type WindowBridge,
  type WindowClient,
  type WindowEvent,
} from '#shared/contract/window';
import { appError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

type MainFunctions = Record<string, (input: unknown) => Promise<Result<unknown>>>;

/**
 * The window's side of the contract with the main process.
 *
 * @param bridge what the preload script exposes
 * @param onEvent receives every well-formed event, in the order in which it was sent
 * @returns typed methods; every expected failure is a value. Time limits are the serving side's
 */
export function connectWindow(
  bridge: WindowBridge,
  onEvent: (event: WindowEvent) => void,
): WindowClient {
  const notify = (message: unknown): void => {
    const event = windowEventSchema.safeParse(message);
    if (event.success) onEvent(event.data);
    else console.error('an event that is not in the contract was left out', event.error);
  };
  const rpc = createBirpc<MainFunctions, { notify: typeof notify }, false>(
    { notify },
    {
      post: (message) => {
        bridge.post(message);
      },
      on: (listener) => {
        bridge.on(listener);
      },
      proxify: false,
      timeout: -1,
    },
  );
  const call = async (name: string, input: unknown): Promise<Result<unknown>> => {
    try {
      return await rpc.$call(name, input);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return err(
        appError('HELPER_UNAVAILABLE', msg('launch.notAsked', { method: name, reason: why })),
      );
    }
  };
  return Object.fromEntries(
    Object.keys(windowMethods).map((name) => [name, (input: unknown) => call(name, input)]),
  ) as WindowClient;
}
