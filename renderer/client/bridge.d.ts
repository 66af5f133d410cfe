import type { WindowBridge } from '#shared/contract/window';

declare global {
  interface Window {
    /** The one object that the preload script exposes. */
    readonly portolan: WindowBridge;
  }
}
