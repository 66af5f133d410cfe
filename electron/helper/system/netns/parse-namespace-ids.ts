import { z } from 'zod';
import { parseIpJson } from '../parse-ip-json';

/** A network namespace with a name, as `ip netns` makes them. */
export interface NamedNamespace {
  readonly name: string;
  readonly path: string;
  readonly inode: number;
}

/** The inode of a namespace, by the id that the helper's own namespace has for it. */
export type NamespaceIds = ReadonlyMap<number, number>;

const idSchema = z.object({ nsid: z.number(), name: z.string().optional() });

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
  return new Map(
    parseIpJson(text).records.flatMap((record) => {
      const listed = idSchema.safeParse(record).data;
      const inode = inodes.get(listed?.name ?? '');
      return listed === undefined || inode === undefined ? [] : [[listed.nsid, inode] as const];
    }),
  );
}
