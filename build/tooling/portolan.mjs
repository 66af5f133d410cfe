// @ts-check
// npm run --silent portolan -- ARGUMENT…: the command line. It runs in this process, so signals,
// exit code and streams need no forwarding. Builds it first if it is missing.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkout, ensureSetup } from '../setup/ensure.mjs';
import { build } from './build.mjs';

const bundle = join(checkout, 'dist/cli/portolan.cjs');
if (!existsSync(bundle)) {
  await ensureSetup('start');
  await build();
}
process.argv[1] = bundle;
createRequire(import.meta.url)(bundle);
