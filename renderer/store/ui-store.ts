import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Protocol } from '#shared/model/port-spec';

/** What the side panel tells about. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'publication'; readonly id: string }
  | { readonly kind: 'endpoint'; readonly id: string };

/** A port of an endpoint that a dialog is about to publish. */
export interface PublishTarget {
  readonly endpointId: string;
  readonly port: number;
  readonly protocol: Protocol;
}

export type OpenDialog =
  { readonly kind: 'none' } | { readonly kind: 'publish'; readonly target: PublishTarget };

export type InspectorTab = 'publications' | 'containers' | 'commands';

/** What the user has chosen to look at; nothing of the machine's state. */
export interface UiState {
  readonly selection: Selection;
  readonly dialog: OpenDialog;
  readonly inspector: { readonly open: boolean; readonly tab: InspectorTab };
}

export interface UiActions {
  select(selection: Selection): void;
  openPublish(target: PublishTarget): void;
  closeDialog(): void;
  showTab(tab: InspectorTab): void;
  toggleInspector(): void;
}

export type UiStore = StoreApi<UiState & UiActions>;

/** @param inspectorOpen whether the inspector begins unfolded */
export function createUiStore(inspectorOpen: boolean): UiStore {
  return createStore<UiState & UiActions>((set) => ({
    selection: { kind: 'none' },
    dialog: { kind: 'none' },
    inspector: { open: inspectorOpen, tab: 'publications' },
    select: (selection) => {
      set({ selection });
    },
    openPublish: (target) => {
      set({ dialog: { kind: 'publish', target } });
    },
    closeDialog: () => {
      set({ dialog: { kind: 'none' } });
    },
    showTab: (tab) => {
      set({ inspector: { open: true, tab } });
    },
    toggleInspector: () => {
      set((state) => ({ inspector: { ...state.inspector, open: !state.inspector.open } }));
    },
  }));
}
