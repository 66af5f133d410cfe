// @ts-check
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { progress, run } from './steps.mjs';

/** Longest time for the download, in milliseconds. */
const downloadLimit = 90_000;
/** Time to wait before a failed download is tried again, in milliseconds. */
const failureMemory = 7 * 24 * 3600 * 1000;

/** @param {string} root the checkout */
export function officialExecutable(root) {
  return join(root, 'node_modules', 'electron', 'dist', 'electron');
}

/**
 * Downloads the official binary with the `electron` package's own installer.
 *
 * @param {string} root the checkout
 * @param {{ retry: boolean }} options
 * @returns {Promise<boolean>} false when it failed now or lately
 */
export async function installOfficial(root, { retry }) {
  const folder = join(root, 'node_modules', 'electron');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const memory = join(cacheFolder(), `electron-${version}.failed`);
  if (!retry && failedLately(memory)) return false;

  progress(`downloading Electron ${version}`);
  const code = await run(process.execPath, [join(folder, 'install.js')], {
    cwd: root,
    timeout: downloadLimit,
    show: 'nothing',
  });
  if (code === 0) {
    rmSync(memory, { force: true });
    return true;
  }
  // An interrupted extraction leaves a folder that only looks complete.
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(memory, String(Date.now()));
  progress('the official Electron cannot be downloaded from here');
  return false;
}

/** @param {string} memory path of the file that holds the time of the last failure */
function failedLately(memory) {
  try {
    return Date.now() - Number(readFileSync(memory, 'utf8')) < failureMemory;
  } catch {
    return false;
  }
}
