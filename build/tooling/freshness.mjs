// @ts-check
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made of. */
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
 * Marks `dist/` as built from the sources as they were at a time.
 *
 * @param {string} root the checkout
 * @param {number} started when the build began to read them, in milliseconds since 1970
 */
export function stampBuild(root, started) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampOf(root), '');
  utimesSync(stampOf(root), started / 1000, started / 1000);
}

/**
 * @param {string} root the checkout
 * @returns {boolean} whether `dist/` is a complete build, and of the sources as they are now
 */
export function isBuilt(root) {
  const built = statSync(stampOf(root), { throwIfNoEntry: false });
  if (built === undefined) return false;
  return sources.every((source) => newest(join(root, source)) <= built.mtimeMs);
}

/**
 * The newest modification below a path; a folder's own time tells of files that came or went.
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
