// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fallbackExecutable, installFallback } from './electron-fallback.mjs';
import { installOfficial, officialExecutable } from './electron-official.mjs';
import { SetupError } from './steps.mjs';

/**
 * The Electron executable to run: from the folder in ELECTRON_OVERRIDE_DIST_PATH if that is set,
 * else the official one, else the fallback.
 *
 * @param {string} root the checkout
 * @returns {string | null} its absolute path, or null while none is installed
 */
export function electronExecutable(root) {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const candidates =
    override === undefined
      ? [officialExecutable(root), fallbackExecutable()]
      : [join(override, 'electron')];
  return candidates.find((path) => existsSync(path)) ?? null;
}

/**
 * Installs an Electron executable if there is none.
 *
 * @param {string} root the checkout, its Node dependencies installed
 * @param {{ retry: boolean }} options retry: try the official download even if it failed lately
 * @throws {SetupError}
 */
export async function ensureElectron(root, options) {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const official = existsSync(officialExecutable(root));
  if (override === undefined && !official && (options.retry || electronExecutable(root) === null)) {
    if (!(await installOfficial(root, options)) && electronExecutable(root) === null) {
      await installFallback();
    }
  }
  if (electronExecutable(root) === null) {
    throw new SetupError(
      override === undefined
        ? 'there is no Electron to run. Set ELECTRON_OVERRIDE_DIST_PATH to a folder with one.'
        : `ELECTRON_OVERRIDE_DIST_PATH is ${override}, where there is no "electron".`,
    );
  }
}
