import react from '@vitejs/plugin-react';
import { dirname, join } from 'node:path';
import type { InlineConfig } from 'vite';
import { pageEntry, targets } from './bundles';

/**
 * Vite's settings for the window's page.
 *
 * @param root the checkout
 * @param version the value of `__PORTOLAN_VERSION__`
 */
export function page(root: string, version: string): InlineConfig {
  return {
    root: join(root, dirname(pageEntry)),
    base: './',
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    define: { __PORTOLAN_VERSION__: JSON.stringify(version) },
    build: {
      outDir: join(root, 'dist/renderer'),
      emptyOutDir: true,
      target: targets.page,
      sourcemap: true,
      chunkSizeWarningLimit: 4096,
    },
  };
}
