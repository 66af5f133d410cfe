import { statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inBatches } from '../../util/in-batches';

/** A network namespace with a name, as `ip netns` keeps them. */
export interface NamedNamespace {
  readonly name: string;
  readonly path: string;
  readonly inode: number;
}

export const namedNamespaceFolder = '/run/netns';

/** Lists the named namespaces; a name whose namespace is not mounted on it is left out. */
export async function readNamedNamespaces(): Promise<readonly NamedNamespace[]> {
  const names = await readdir(namedNamespaceFolder).catch(() => []);
  // Namespace files are on nsfs; a plain file left over by a failed mount is on /run itself.
  const device = await stat('/proc/self/ns/net').then(({ dev }) => dev);
  const entries: NamedNamespace[] = [];
  await inBatches(names, (name) => {
    const path = join(namedNamespaceFolder, name);
    const { ino, dev } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (ino !== undefined && dev === device) entries.push({ name, path, inode: ino });
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
