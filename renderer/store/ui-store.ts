import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Protocol } from '#shared/model/port-spec';
import type { AppError } from '#shared/result/app-error';

/** What the side panel shows. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'publication'; readonly id: string }
  | { readonly kind: 'endpoint'; readonly id: string }
  | { readonly kind: 'bridge'; readonly name: string };

/** A port of an endpoint that a dialog is about to publish. */
export interface PublishTarget {
  readonly endpointId: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** An endpoint that a dialog is about to attach; `bridge` is the one it was dropped on, if any. */
export interface AttachTarget {
  readonly endpointId: string;
  readonly bridge: string | null;
}

export type OpenDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'publish'; readonly target: PublishTarget }
  | { readonly kind: 'create-bridge' }
  | { readonly kind: 'attach'; readonly target: AttachTarget };

/** An action completed in this window. */
export type UserAction =
  | {
      readonly kind: 'published';
      readonly host: string;
      readonly port: string;
      readonly name: string;
    }
  | { readonly kind: 'unpublished'; readonly host: string }
  | { readonly kind: 'bridgeCreated' | 'bridgeDeleted'; readonly bridge: string }
  | { readonly kind: 'attached' | 'detached'; readonly name: string; readonly bridge: string }
  | { readonly kind: 'saved' };

/** A completed action, and the commands that were run for it. */
export interface Receipt {
  readonly action: UserAction;
  readonly commands: readonly string[];
}

/** How many completed actions are kept. */
const mostReceipts = 20;

export type InspectorTab =
  'publications' | 'containers' | 'flows' | 'trace' | 'doctor' | 'commands';

/** The user's choices in the window; nothing about the machine's state. */
export interface UiState {
  readonly selection: Selection;
  readonly dialog: OpenDialog;
  readonly inspector: { readonly open: boolean; readonly tab: InspectorTab };
  /** Completed actions, newest first. */
  readonly receipts: readonly Receipt[];
  /** Whether the newest receipt is still shown. */
  readonly receiptShown: boolean;
  /** An error that belongs to no dialog or panel. */
  readonly notice: AppError | null;
}

export interface UiActions {
  select(selection: Selection): void;
  openPublish(target: PublishTarget): void;
  openCreateBridge(): void;
  openAttach(target: AttachTarget): void;
  closeDialog(): void;
  showTab(tab: InspectorTab): void;
  toggleInspector(): void;
  noteDone(receipt: Receipt): void;
  hideReceipt(): void;
  showNotice(notice: AppError | null): void;
}

export type UiStore = StoreApi<UiState & UiActions>;

/** @param inspectorOpen whether the inspector starts unfolded */
export function createUiStore(inspectorOpen: boolean): UiStore {
  return createStore<UiState & UiActions>((set) => ({
    selection: { kind: 'none' },
    dialog: { kind: 'none' },
    inspector: { open: inspectorOpen, tab: 'publications' },
    receipts: [],
    receiptShown: false,
    notice: null,
    select: (selection) => {
      set({ selection });
    },
    openPublish: (target) => {
      set({ dialog: { kind: 'publish', target } });
    },
    openCreateBridge: () => {
      set({ dialog: { kind: 'create-bridge' } });
    },
    openAttach: (target) => {
      set({ dialog: { kind: 'attach', target } });
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
    noteDone: (receipt) => {
      set(({ receipts }) => ({
        receipts: [receipt, ...receipts].slice(0, mostReceipts),
        receiptShown: true,
      }));
    },
    hideReceipt: () => {
      set({ receiptShown: false });
    },
    showNotice: (notice) => {
      set({ notice });
    },
  }));
}
