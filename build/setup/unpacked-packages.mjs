// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { thisFamily } from './distribution.mjs';
import { progress, run } from './steps.mjs';

/**
 * Programs that the tests run but that must not be installed: firewalld would start at the
 * machine's next boot, and ufw conflicts with netfilter-persistent. Their Debian packages are
 * unpacked into the cache.
 */
const packages = /** @type {const} */ ({
  ufw: ['ufw'],
  firewalld: ['firewalld', 'python3-firewall'],
});

/** @typedef {keyof typeof packages} Unpacked */

/**
 * @param {Unpacked} name
 * @returns {string} the folder that is to hold its files, laid out as below `/`
 */
function folderOf(name) {
  return join(cacheFolder(), 'unpacked', name);
}

/**
 * Finds an unpacked program.
 *
 * @param {Unpacked} name
 * @returns {string | null} the folder with its files, laid out as below `/`; null when it is not
 *   there
 */
export function unpackedFolder(name) {
  return existsSync(folderOf(name)) ? folderOf(name) : null;
}

/** Unpacks missing programs. The tests of a program that cannot be fetched are skipped. */
export async function ensureUnpackedPackages() {
  if (thisFamily() !== 'debian') return;
  for (const name of /** @type {readonly Unpacked[]} */ (Object.keys(packages))) {
    if (unpackedFolder(name) !== null) continue;
    if (!(await unpack(name))) progress(`${name} cannot be fetched: its tests are skipped`);
  }
}

/**
 * @param {Unpacked} name
 * @returns {Promise<boolean>} whether the folder is complete
 */
async function unpack(name) {
  progress(`fetching ${name} for the tests, without installing it`);
  const parent = join(cacheFolder(), 'unpacked');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, '.new-'));
  try {
    const root = join(folder, 'root');
    const download = ['--quiet', '--quiet', 'download', ...packages[name]];
    if ((await run('apt-get', download, { cwd: folder, show: 'nothing' })) !== 0) return false;
    for (const archive of readdirSync(folder).filter((file) => file.endsWith('.deb'))) {
      const extract = ['--extract', join(folder, archive), root];
      if ((await run('dpkg-deb', extract, { show: 'errors' })) !== 0) return false;
    }
    renameSync(root, folderOf(name));
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
