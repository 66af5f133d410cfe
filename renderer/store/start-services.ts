import type { WindowClient, WindowEvent } from '#shared/contract/window';
import { createInspection } from './inspection';
import type { Mirror } from './mirror';
import type { Services } from './services';
import { createUiStore } from './ui-store';
import { createWorldStore, worldFeed } from './world-store';

/**
 * Makes every store of the window.
 *
 * @param mirror what is known at the beginning
 * @param inspectorOpen whether the inspector begins unfolded
 * @returns what components work with, and the function that feeds events to it
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
