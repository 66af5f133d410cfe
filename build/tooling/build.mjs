// @ts-check
import { checkout } from '../setup/ensure.mjs';
import { isBuilt } from './freshness.mjs';
import { run } from './run.mjs';

/** Builds everything; what the build says goes to stderr. Ends the process when it fails. */
export async function build() {
  const args = ['--import', 'tsx', 'build/vite/build.ts'];
  const code = await run(process.execPath, args, { cwd: checkout, stdio: ['ignore', 2, 2] });
  if (code !== 0) process.exit(code);
}

/** Builds when `dist/` is not of the sources as they are. */
export async function ensureBuilt() {
  if (!isBuilt(checkout)) await build();
}
