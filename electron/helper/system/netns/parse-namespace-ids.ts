import { z } from 'zod';

/** A network namespace with a name, as `ip netns` makes them. */
export interface NamedNamespace {
  readonly name: string;
  readonly path: string;
  readonly inode: number;
}

/** The inode of a namespace, by the id that the helper's own namespace has for it. */
export type NamespaceIds = ReadonlyMap<number, number>;

const listSchema = z.array(z.object({ nsid: z.number(), name: z.string().optional() }));

/**
 * Reads `lsns --raw --noheadings --type net --output NS,NETNSID`. Leaves out ids that are not
 * assigned.
 */
export function parseProcessNamespaceIds(text: string): NamespaceIds {
  return new Map(
    [...text.matchAll(/^([0-9]+) ([0-9]+)$/gm)].map(([, inode, nsid]) => [
      Number(nsid),
      Number(inode),
    ]),
  );
}

/**
 * Reads `ip -json netns list-id`, which has the names of the namespaces that have one.
 *
 * @param named the named namespaces
 */
export function parseNamedNamespaceIds(
  text: string,
  named: readonly { readonly name: string; readonly inode: number }[],
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
