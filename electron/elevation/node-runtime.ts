/** How to run a JavaScript file with the Node that runs this process, Electron's own included. */
export interface NodeProgram {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Electron's binary behaves as plain Node when it finds `ELECTRON_RUN_AS_NODE` in its environment. */
export function nodeProgram(): NodeProgram {
  return {
    path: process.execPath,
    env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
  };
}
