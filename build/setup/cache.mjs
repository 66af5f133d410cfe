// @ts-check
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** @returns {string} this user's folder for what can be fetched again, as the XDG base directory specification puts it */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'];
  return join(
    base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'),
    'portolan',
  );
}
