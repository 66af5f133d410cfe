import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import { render, type RenderResult } from '@testing-library/react';
import type { WindowHandlers } from '#shared/contract/window';
import type { Snapshot } from '#shared/model/snapshot';
import { App } from '../app/app';
import { connectWindow } from '../client/window-client';
import { startI18n, type Language } from '../i18n/i18n';
import type { Mirror } from '../store/mirror';
import { ServicesProvider } from '../store/services';
import { createUiStore } from '../store/ui-store';
import { createWorldStore, worldFeed } from '../store/world-store';
import { mainProcess, type MainProcess } from './main-process';

export interface RenderedWindow {
  readonly main: MainProcess;
  readonly view: RenderResult;
}

// Events of user-event belong to no window, but d3-zoom, which pans the chart, asks for it.
for (const type of ['mousedown', 'mouseup']) {
  window.addEventListener(
    type,
    (event) => {
      Object.defineProperty(event, 'view', { value: window });
    },
    true,
  );
}

/** Renders the whole window on a main process in memory. */
export async function renderWindow(
  start: Snapshot | Mirror,
  handlers: Partial<WindowHandlers> = {},
  language: Language = 'en',
): Promise<RenderedWindow> {
  await startI18n(language);
  const mirror: Mirror =
    'state' in start ? start : { state: { phase: 'connected', world: 'lab' }, snapshot: start };
  const main = mainProcess(handlers);
  const world = createWorldStore(mirror);
  const client = connectWindow(main.bridge, (event) => {
    feed(event);
  });
  const feed = worldFeed(world, client);
  const view = render(
    <ServicesProvider services={{ client, world, ui: createUiStore(true) }}>
      <App />
    </ServicesProvider>,
  );
  return { main, view };
}

/** A user whose clicks are not held up by React Flow's inline `pointer-events`, which the style sheet undoes. */
export const visitor = () => userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never });
