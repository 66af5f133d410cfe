import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

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
  const entries = await Promise.all(
    names.map(async (name): Promise<NamedNamespace[]> => {
      const path = join(namedNamespaceFolder, name);
      try {
        const { ino, dev } = await stat(path);
        return dev === device ? [{ name, path, inode: ino }] : [];
      } catch {
        return [];
      }
    }),
  );
  return entries.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}
