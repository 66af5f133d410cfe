import { readdir } from 'node:fs/promises';
import { release } from 'node:os';
import { readProc } from './proc/read-proc';

/**
 * Whether a kernel module lies on the disk and is not in memory: a question to it would load it. One that is
 * built in, or that there is not at all, is never loaded.
 *
 * @param folder where it lies, such as `net/netfilter`
 */
export async function isUnloaded(module: string, folder: string): Promise<boolean> {
  const loaded = await readProc('/proc/modules').catch(() => '');
  if (loaded.split('\n').some((line) => line.startsWith(`${module} `))) return false;
  const files = await readdir(`/lib/modules/${release()}/kernel/${folder}`).catch(() => []);
  return files.some((file) => file.startsWith(`${module}.ko`));
}
