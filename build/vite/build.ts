import { chmod, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { stampBuild } from '../tooling/freshness.mjs';
import { bundles, pageEntry } from './bundles';
import { nodeBundle } from './node-bundle';
import { page } from './page';

/**
 * Builds every program and the page. Writes the stamp last, so that only a complete build counts.
 */
async function buildAll(root: string): Promise<void> {
  const started = Date.now();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  for (const bundle of bundles) {
    if (!existsSync(join(root, bundle.entry))) {
      process.stderr.write(`build: ${bundle.entry} is missing, so there is no ${bundle.name}\n`);
      continue;
    }
    await build(nodeBundle(root, bundle, version));
    if (bundle.executable === true) await chmod(join(root, 'dist', bundle.output), 0o755);
  }
  if (existsSync(join(root, pageEntry))) await build(page(root, version));
  else await rm(join(root, 'dist/renderer'), { recursive: true, force: true });
  stampBuild(root, started);
  process.stderr.write(`build: done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

await buildAll(join(import.meta.dirname, '../..'));
