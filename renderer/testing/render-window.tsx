import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import { render, type RenderResult } from '@testing-library/react';
import type { WindowHandlers } from '#shared/contract/window';
import type { Language } from '#shared/model/language';
import type { Snapshot } from '#shared/model/snapshot';
import { App } from '../app/app';
import { connectWindow } from '../client/window-client';
import { trafficKey } from '../diagram/overlay/traffic-legend';
import { startI18n } from '../i18n/i18n';
import type { Mirror } from '../store/mirror';
import { ServicesProvider } from '../store/services';
import { startServices } from '../store/start-services';
import { mainProcess, type MainProcess } from './main-process';

export interface RenderedWindow {
  readonly main: MainProcess;
  readonly view: RenderResult;
}

// user-event's events have no `view`, but d3-zoom, which pans the chart, needs one.
for (const type of ['mousedown', 'mouseup']) {
  window.addEventListener(
    type,
    (event) => {
      Object.defineProperty(event, 'view', { value: window });
    },
    true,
  );
}

/**
 * Renders the whole window on an in-memory main process.
 *
 * @param traffic whether the chart follows flows, which most tests do not handle
 */
export async function renderWindow(
  start: Snapshot | Mirror,
  handlers: Partial<WindowHandlers> = {},
  language: Language = 'en',
  traffic: 'on' | 'off' = 'off',
): Promise<RenderedWindow> {
  await startI18n(language);
  localStorage.setItem(trafficKey, traffic);
  const mirror: Mirror =
    'state' in start ? start : { state: { phase: 'connected', world: 'lab' }, snapshot: start };
  const main = mainProcess(handlers);
  const client = connectWindow(main.bridge, (event) => {
    feed(event);
  });
  const { services, feed } = startServices(client, mirror, true);
  const view = render(
    <ServicesProvider services={services}>
      <App />
    </ServicesProvider>,
  );
  return { main, view };
}

/**
 * A user whose clicks ignore React Flow's inline `pointer-events`, which the style sheet overrides.
 */
export const setupUser = () =>
  userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never });
