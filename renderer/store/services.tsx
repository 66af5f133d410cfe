import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { WindowClient } from '#shared/contract/window';
import type { DoctorActions, DoctorState } from './inspect/doctor-store';
import type { FlowsActions, FlowsState } from './inspect/flows-store';
import type { Inspection } from './inspection';
import type { TraceActions, TraceState } from './inspect/trace-store';
import type { Mirror } from './mirror';
import type { UiActions, UiState, UiStore } from './ui-store';
import type { WorldStore } from './world-store';

/** What components work with: the client of the main process, and the stores. */
export interface Services {
  readonly client: WindowClient;
  readonly world: WorldStore;
  readonly ui: UiStore;
  readonly inspection: Inspection;
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider(props: {
  readonly services: Services;
  readonly children: ReactNode;
}) {
  return <ServicesContext value={props.services}>{props.children}</ServicesContext>;
}

function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('a component is outside ServicesProvider');
  return services;
}

export function useClient(): WindowClient {
  return useServices().client;
}

/** Reads the mirror of the world; re-renders when the selected value changes by identity. */
export function useWorld<T>(selector: (mirror: Mirror) => T): T {
  return useStore(useServices().world, selector);
}

/** Whether the content is read-only: a snapshot from a file. */
export function useReadOnly(): boolean {
  return useWorld(({ state }) => state.phase === 'file');
}

/** Reads the UI state and its actions. */
export function useUi<T>(selector: (state: UiState & UiActions) => T): T {
  return useStore(useServices().ui, selector);
}

/** Reads the followed flows and their actions. */
export function useFlows<T>(selector: (state: FlowsState & FlowsActions) => T): T {
  return useStore(useServices().inspection.flows, selector);
}

/** Reads the last trace and its actions. */
export function useTrace<T>(selector: (state: TraceState & TraceActions) => T): T {
  return useStore(useServices().inspection.trace, selector);
}

/** Doctor state and actions. */
export function useDoctor<T>(selector: (state: DoctorState & DoctorActions) => T): T {
  return useStore(useServices().inspection.doctor, selector);
}
