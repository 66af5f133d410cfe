import { namespaceOf, type NamespaceRef } from '#shared/model/namespace';

/** Where `ip netns` mounts the namespaces that have a name. */
export const namedNamespaceFolder = '/run/netns';

/** The file of a network namespace. */
export function namespacePath(namespace: NamespaceRef | { readonly pid: 'self' }): string {
  return 'name' in namespace
    ? `${namedNamespaceFolder}/${namespace.name}`
    : `/proc/${String(namespace.pid)}/ns/net`;
}

/** The file of an endpoint's namespace; null when it has neither a name nor a process. */
export function endpointPath(endpoint: Parameters<typeof namespaceOf>[0]): string | null {
  const namespace = namespaceOf(endpoint);
  return namespace === null ? null : namespacePath(namespace);
}
