// @ts-check
import { fileURLToPath } from 'node:url';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureNodeDependencies } from './node-dependencies.mjs';
import { ensureOtherNodes } from './fetch-nodes.mjs';
import { progress, SetupError } from './steps.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { ensureUnpackedPackages } from './unpacked-packages.mjs';

/** The checkout that this file is in. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Does the missing steps of the set-up. Ends the process when a step fails.
 *
 * @param {import('./packages.mjs').Purpose} purpose
 * @param {object} [options]
 * @param {boolean} [options.retry] try to download the official Electron even if that failed lately
 * @param {boolean} [options.otherNodes] fetch the newer versions of Node that some tests also run on
 */
export async function ensureSetup(purpose, { retry = false, otherNodes = false } = {}) {
  try {
    await ensureSystemPackages(purpose);
    if (purpose === 'test') await ensureUnpackedPackages();
    if (otherNodes) await ensureOtherNodes();
    await ensureNodeDependencies(checkout);
    await ensureElectron(checkout, { retry });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    progress(error.message);
    process.exit(1);
  }
}
