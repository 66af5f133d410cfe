// @ts-check
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files and folders that a build depends on. */
const sources = [
  'electron',
  'renderer',
  'shared',
  'build/vite',
  'package.json',
  'package-lock.json',
];
const stampOf = (/** @type {string} */ root) => join(root, 'dist', '.built');

/**
 * Marks `dist/` as complete.
 *
 * @param {string} root the checkout
 * @param {number} started when the build began to read the sources, in milliseconds since 1970
 */
export function stampBuild(root, started) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampOf(root), '');
  utimesSync(stampOf(root), started / 1000, started / 1000);
}

/**
 * @param {string} root the checkout
 * @returns {boolean} whether `dist/` is a complete build of the current sources
 */
export function isBuilt(root) {
  const built = statSync(stampOf(root), { throwIfNoEntry: false });
  if (built === undefined) return false;
  return sources.every((source) => newest(join(root, source)) <= built.mtimeMs);
}

/**
 * The newest modification below a path. A folder's own time changes when files are added or
 * removed.
 *
 * @param {string} path
 * @returns {number} milliseconds since 1970
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
