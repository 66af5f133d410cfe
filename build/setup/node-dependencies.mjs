// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { progress, run, SetupError } from './steps.mjs';

/**
 * Installs the Node dependencies unless node_modules matches package-lock.json. A stamp in
 * node_modules records the lock file's hash; `npm ci` replaces the folder, and the stamp with it.
 *
 * @param {string} root the checkout
 * @throws {SetupError} when npm fails
 */
export async function ensureNodeDependencies(root) {
  const stamp = join(root, 'node_modules', '.portolan-setup');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (readStamp(stamp) === wanted) return;
  progress('installing Node dependencies (npm ci)');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // Electron has its own step, with a time limit and a fallback.
    env: { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
  });
  if (code !== 0) throw new SetupError(`npm ci failed (${String(code)}). See its output above.`);
  writeFileSync(stamp, wanted);
}

/** @param {string} path */
function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
