import type { WindowClient, WindowEvent } from '#shared/contract/window';
import { createInspection } from './inspection';
import type { Mirror } from './mirror';
import type { Services } from './services';
import { createUiStore } from './ui-store';
import { createWorldStore, worldFeed } from './world-store';

/**
 * Creates all stores of the window.
 *
 * @param mirror the initial state
 * @param inspectorOpen whether the inspector starts unfolded
 * @returns the services for components, and a function that feeds them events
 */
export function startServices(
  client: WindowClient,
  mirror: Mirror,
  inspectorOpen: boolean,
): { readonly services: Services; readonly feed: (event: WindowEvent) => void } {
  const world = createWorldStore(mirror);
  const feedWorld = worldFeed(world, client);
  const { inspection, feed } = createInspection(client, mirror.state);
  return {
    services: { client, world, ui: createUiStore(inspectorOpen), inspection },
    feed: (event) => {
      feedWorld(event);
      feed(event);
    },
  };
}
