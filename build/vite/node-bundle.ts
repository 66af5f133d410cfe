import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { InlineConfig } from 'vite';
import { targets, type Bundle } from './bundles';

/**
 * Vite's settings for one program: a single CommonJS file that needs nothing but Node or Electron
 * and koffi, whose native part cannot be bundled.
 *
 * @param root the checkout
 * @param version the value of `__PORTOLAN_VERSION__`
 */
export function nodeBundle(root: string, bundle: Bundle, version: string): InlineConfig {
  const output = join(root, 'dist', bundle.output);
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __PORTOLAN_VERSION__: JSON.stringify(version) },
    ssr: { noExternal: true, external: ['electron', 'koffi'] },
    build: {
      ssr: join(root, bundle.entry),
      outDir: dirname(output),
      emptyOutDir: true,
      target: targets.node,
      minify: false,
      sourcemap: true,
      rollupOptions: {
        external: ['electron', 'koffi', ...builtinModules, /^node:/],
        output: {
          format: 'cjs',
          entryFileNames: basename(output),
          codeSplitting: false,
          banner: bundle.executable === true ? '#!/usr/bin/env node' : '',
        },
      },
    },
  };
}
