import type { WindowClient, WindowEvent, WorldState } from '#shared/contract/window';
import { createDoctorStore, type DoctorStore } from './inspect/doctor-store';
import { createFlowsStore, type FlowsStore } from './inspect/flows-store';
import { sourceOf } from './mirror';
import { createTraceStore, type TraceStore } from './inspect/trace-store';

/** The three stores of the inspector. */
export interface Inspection {
  readonly flows: FlowsStore;
  readonly trace: TraceStore;
  readonly doctor: DoctorStore;
}

/**
 * Creates the stores, and a function that feeds them events. State is kept while the helper of a
 * world is away, and dropped when the window switches to another world.
 *
 * @param start the initial state
 */
export function createInspection(
  client: WindowClient,
  start: WorldState,
): { readonly inspection: Inspection; readonly feed: (event: WindowEvent) => void } {
  const inspection = {
    flows: createFlowsStore(client),
    trace: createTraceStore(client),
    doctor: createDoctorStore(client),
  };
  const { flows, trace, doctor } = inspection;
  const connect = (connected: boolean, clear: boolean): void => {
    flows.getState().connect(connected, clear);
    trace.getState().connect(connected, clear);
    doctor.getState().connect(clear);
  };
  let state = start;
  connect(start.phase === 'connected', false);
  return {
    inspection,
    feed: (event) => {
      if (event.type === 'flows') flows.getState().receive(event);
      else if (event.type === 'trace') trace.getState().receive(event);
      else if (event.type === 'world') {
        const clear = sourceOf(event.state) !== sourceOf(state);
        state = event.state;
        connect(state.phase === 'connected', clear);
      }
    },
  };
}
