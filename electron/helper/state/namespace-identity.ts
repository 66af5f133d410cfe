import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { namespaceCookie } from '#native/namespace-cookie';
import { readNamedNamespaces } from '../system/netns/named-namespaces';
import { namespaceInode, readNamespaceProcesses } from '../system/proc/processes';

/** A network namespace of one boot of one computer: what changes to the kernel live in. */
export const namespaceIdentitySchema = z
  .object({
    boot: z.string().max(64),
    /** Unique until the next boot; empty where the kernel has no such number. */
    cookie: z.string().max(32),
    inode: z.number().int(),
  })
  .readonly();
export type NamespaceIdentity = z.infer<typeof namespaceIdentitySchema>;

/** The namespace in which this helper acts. */
export async function ownNamespace(): Promise<NamespaceIdentity> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return {
    boot: boot.trim(),
    cookie: String(namespaceCookie() ?? ''),
    inode: (await namespaceInode('self')) ?? 0,
  };
}

export function isSameNamespace(a: NamespaceIdentity, b: NamespaceIdentity): boolean {
  return a.boot === b.boot && a.cookie === b.cookie && a.inode === b.inode;
}

/** Whether another namespace of this boot still exists. */
export async function stillExists(
  { boot, inode }: NamespaceIdentity,
  own: NamespaceIdentity,
): Promise<boolean> {
  if (boot !== own.boot || inode === own.inode) return false;
  if ((await readNamespaceProcesses()).has(inode)) return true;
  return (await readNamedNamespaces()).some((namespace) => namespace.inode === inode);
}
