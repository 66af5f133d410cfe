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

/** What components work with: the way to the main process and the stores. */
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
  if (services === null) throw new Error('a component stands outside ServicesProvider');
  return services;
}

export function useClient(): WindowClient {
  return useServices().client;
}

/** Reads the mirror of the world; renders again when the selected value changes by identity. */
export function useWorld<T>(selector: (mirror: Mirror) => T): T {
  return useStore(useServices().world, selector);
}

/** Whether what is shown can only be looked at: a snapshot from a file. */
export function useReadOnly(): boolean {
  return useWorld(({ state }) => state.phase === 'file');
}

/** Reads the user's choices and the actions that change them. */
export function useUi<T>(selector: (state: UiState & UiActions) => T): T {
  return useStore(useServices().ui, selector);
}

/** Reads the flows that are followed, and what can be done about them. */
export function useFlows<T>(selector: (state: FlowsState & FlowsActions) => T): T {
  return useStore(useServices().inspection.flows, selector);
}

/** Reads the trace that was made last, and what can be done about it. */
export function useTrace<T>(selector: (state: TraceState & TraceActions) => T): T {
  return useStore(useServices().inspection.trace, selector);
}

/** Reads what the doctor found, and what can be asked of him. */
export function useDoctor<T>(selector: (state: DoctorState & DoctorActions) => T): T {
  return useStore(useServices().inspection.doctor, selector);
}
