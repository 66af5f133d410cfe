import { z } from 'zod';
import { ok, type Result } from '#shared/result/result';
import { listNamespaceIds, listProcessNamespaceIds } from '../../../system/ip/namespace-ids';
import type { NamedNamespace } from '../../../system/proc/namespaces';
import type { NamespaceIds } from '../../records/reading';

const listSchema = z.array(z.object({ nsid: z.number(), name: z.string().optional() }));

/** Reads `lsns --raw --noheadings --type net --output NS,NETNSID`; ids that are not assigned are left out. */
export function parseProcessNamespaceIds(text: string): NamespaceIds {
  return new Map(
    [...text.matchAll(/^([0-9]+) ([0-9]+)$/gm)].map(([, inode, nsid]) => [
      Number(nsid),
      Number(inode),
    ]),
  );
}

/** Reads `ip -json netns list-id`, which tells the names where there are any. */
export function parseNamedNamespaceIds(
  text: string,
  named: readonly NamedNamespace[],
): NamespaceIds {
  const inodes = new Map(named.map(({ name, inode }) => [name, inode]));
  const listed = listSchema.parse(JSON.parse(text.trim() === '' ? '[]' : text));
  return new Map(
    listed.flatMap(({ nsid, name }) => {
      const inode = inodes.get(name ?? '');
      return inode === undefined ? [] : [[nsid, inode] as const];
    }),
  );
}

/** Finds out by which ids the helper's namespace knows the others. Costs two processes. */
export async function readNamespaceIds(
  named: readonly NamedNamespace[],
): Promise<Result<NamespaceIds>> {
  const [byName, byProcess] = await Promise.all([listNamespaceIds(), listProcessNamespaceIds()]);
  if (!byName.ok) return byName;
  return ok(
    new Map([
      ...parseNamedNamespaceIds(byName.value, named),
      ...(byProcess.ok ? parseProcessNamespaceIds(byProcess.value) : []),
    ]),
  );
}
