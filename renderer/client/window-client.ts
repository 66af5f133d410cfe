import {
  windowEventSchema,
  windowMethods,
  type WindowBridge,
  type WindowClient,
  type WindowEvent,
} from '#shared/contract/window';
import { connect } from '#shared/rpc/connect';

/**
 * Connects the window to the main process.
 *
 * @param bridge the object that the preload script exposes
 * @param onEvent receives every event of the contract, in the order in which it was sent
 * @returns typed methods; every expected failure is a value
 */
export function connectWindow(
  bridge: WindowBridge,
  onEvent: (event: WindowEvent) => void,
): WindowClient {
  return connect(windowMethods, bridge, {
    onEvent(message) {
      const event = windowEventSchema.safeParse(message);
      if (event.success) onEvent(event.data);
      else console.error('dropped an event that is not in the contract', event.error);
    },
  }).call;
}
