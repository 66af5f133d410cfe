import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WindowClient, WindowEvent } from '#shared/contract/window';
import { sourceOf, reflect, type Mirror } from './mirror';

export type WorldStore = StoreApi<Mirror>;

export function createWorldStore(initial: Mirror): WorldStore {
  return createStore<Mirror>(() => initial);
}

/**
 * Returns a function that feeds events to a store. When a change does not match the mirror's
 * revision, it requests the whole snapshot, one request at a time.
 */
export function worldFeed(
  store: WorldStore,
  client: Pick<WindowClient, 'snapshot'>,
): (event: WindowEvent) => void {
  let asking = false;
  const askForAll = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const place = sourceOf(store.getState().state);
    const snapshot = await client.snapshot({});
    asking = false;
    if (snapshot.ok && sourceOf(store.getState().state) === place) {
      store.setState({ snapshot: snapshot.value });
    }
  };
  return (event) => {
    const { mirror, stale } = reflect(store.getState(), event);
    store.setState(mirror);
    if (stale) void askForAll();
  };
}
