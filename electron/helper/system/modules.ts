import { readdir } from 'node:fs/promises';
import { release } from 'node:os';
import { readProc } from './proc/read-proc';

/**
 * Whether a kernel module is installed but not loaded, so that a query would load it. False for a
 * module that is built in or missing.
 *
 * @param folder its folder, such as `net/netfilter`
 */
export async function isUnloaded(module: string, folder: string): Promise<boolean> {
  const loaded = await readProc('/proc/modules').catch(() => '');
  if (loaded.split('\n').some((line) => line.startsWith(`${module} `))) return false;
  const files = await readdir(`/lib/modules/${release()}/kernel/${folder}`).catch(() => []);
  return files.some((file) => file.startsWith(`${module}.ko`));
}
