import { statSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { NamedNamespace } from './parse-namespace-ids';
import { inBatches } from '../../util/in-batches';
import { namedNamespaceFolder, namespacePath } from '../proc/namespace-path';

/** Lists the named namespaces. Leaves out names without a namespace mounted on them. */
export async function readNamedNamespaces(): Promise<readonly NamedNamespace[]> {
  const names = await readdir(namedNamespaceFolder).catch(() => []);
  // Namespace files are on nsfs; a plain file that a failed mount left behind is on /run itself.
  const device = await stat(namespacePath({ pid: 'self' })).then(({ dev }) => dev);
  const entries: NamedNamespace[] = [];
  await inBatches(names, (name) => {
    const path = namespacePath({ name });
    const found = statOf(path);
    if (found?.dev === device) entries.push({ name, path, inode: found.ino });
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** null for a name that leads nowhere, such as a link in a circle. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
