// @ts-check
import { checkout } from '../setup/ensure.mjs';
import { isBuilt } from './freshness.mjs';
import { run } from './run.mjs';

/** Builds everything, with its output on stderr. Ends the process when the build fails. */
export async function build() {
  const args = ['--import', 'tsx', 'build/vite/build.ts'];
  const code = await run(process.execPath, args, { cwd: checkout, stdio: ['ignore', 2, 2] });
  if (code !== 0) process.exit(code);
}

/** Builds when `dist/` is missing or older than the sources. */
export async function ensureBuilt() {
  if (!isBuilt(checkout)) await build();
}
