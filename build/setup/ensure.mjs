// @ts-check
import { fileURLToPath } from 'node:url';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureNodeDependencies } from './node-dependencies.mjs';
import { progress, SetupError } from './run.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { ensureUnpackedPackages } from './unpacked-packages.mjs';

/** The checkout that this file is in. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Does every step of the set-up that is not done yet, and ends the process when one cannot be done.
 *
 * @param {import('./packages.mjs').Purpose} purpose
 * @param {{ retry?: boolean }} [options] retry: try the official Electron again, although it failed lately
 */
export async function ensureSetup(purpose, options = {}) {
  try {
    await ensureSystemPackages(purpose);
    if (purpose === 'test') await ensureUnpackedPackages();
    await ensureNodeDependencies(checkout);
    await ensureElectron(checkout, { retry: options.retry ?? false });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    progress(error.message);
    process.exit(1);
  }
}
