import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { WindowClient } from '#shared/contract/window';
import type { Mirror } from './mirror';
import type { UiActions, UiState, UiStore } from './ui-store';
import type { WorldStore } from './world-store';

/** What components work with: the way to the main process and the two stores. */
export interface Services {
  readonly client: WindowClient;
  readonly world: WorldStore;
  readonly ui: UiStore;
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
