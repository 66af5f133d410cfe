// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where downloads are cached, as the XDG base directory specification says.
 *
 * @returns {string} absolute path
 */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'];
  return join(
    base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'),
    'portolan',
  );
}

/**
 * Makes a folder of the cache. It is filled under a temporary name and renamed when it is complete,
 * so that an interrupted or a second set-up never leaves a partial one.
 *
 * @param {string} target absolute path below {@link cacheFolder}
 * @param {(work: string) => Promise<string>} make fills the temporary folder `work` and returns the
 *   complete folder below it; the rest of `work` is removed
 */
export async function makeCached(target, make) {
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'making-'));
  try {
    const made = await make(work);
    try {
      renameSync(made, target);
    } catch (error) {
      if (!existsSync(target)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
