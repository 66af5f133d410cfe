import { shellCommand } from './shell-words';
import type { Endpoint } from './snapshot';

/** Refers to a network namespace by its name under /run/netns or by a process in it. */
export type NamespaceRef = { readonly name: string } | { readonly pid: number };

/** Refers to an endpoint's namespace; null when it has neither a name nor a process. */
export function namespaceOf({
  runtime,
  name,
  namespace,
  pid,
  holder,
}: Pick<Endpoint, 'runtime' | 'name' | 'namespace' | 'pid' | 'holder'>): NamespaceRef | null {
  if (namespace !== undefined) return { name: namespace };
  // The endpoint of a named namespace has the namespace's name.
  if (runtime === 'netns' && holder === undefined) return { name };
  return pid === undefined ? null : { pid };
}

/**
 * A command as a person would type it.
 *
 * @param namespace where it runs; null for the host's own
 */
export function commandText(
  namespace: NamespaceRef | null,
  program: string,
  args: readonly string[],
): string {
  return shellCommand([...prefix(namespace, program), ...args]);
}

function prefix(namespace: NamespaceRef | null, program: string): readonly string[] {
  if (namespace === null) return [program];
  if ('pid' in namespace) return ['nsenter', '-t', String(namespace.pid), '-n', program];
  return program === 'ip'
    ? ['ip', '-n', namespace.name]
    : ['ip', 'netns', 'exec', namespace.name, program];
}
