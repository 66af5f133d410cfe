/** How to run a JavaScript file with the Node of this process, which may be Electron's. */
export interface NodeRuntime {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Electron's binary behaves as plain Node when `ELECTRON_RUN_AS_NODE` is set. */
export function nodeRuntime(): NodeRuntime {
  return {
    path: process.execPath,
    env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
  };
}
