/** A program of the product: its entry point, and the file that it is bundled into. */
export interface Bundle {
  readonly name: string;
  readonly entry: string;
  /** Below `dist/`. */
  readonly output: string;
  /** Whether a shell may start it. */
  readonly executable?: boolean;
}

export const bundles: readonly Bundle[] = [
  { name: 'main', entry: 'electron/main/main.ts', output: 'main/main.cjs' },
  {
    name: 'preload',
    entry: 'electron/preload/preload.ts',
    output: 'preload/preload.cjs',
  },
  { name: 'helper', entry: 'electron/helper/main.ts', output: 'helper/helper.cjs' },
  { name: 'cli', entry: 'electron/cli/main.ts', output: 'cli/portolan.cjs', executable: true },
];

export const pageEntry = 'renderer/index.html';

/**
 * The oldest runtimes to build for: those of the fallback Electron
 * (`build/setup/electron-fallback.mjs`).
 */
export const targets = {
  node: 'node20.18',
  page: 'chrome130',
} as const;
