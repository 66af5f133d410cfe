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
  const words = [program, ...args.map(quoted)];
  if (namespace === null) return words.join(' ');
  if ('pid' in namespace) return ['nsenter', '-t', String(namespace.pid), '-n', ...words].join(' ');
  return program === 'ip'
    ? ['ip', '-n', namespace.name, ...words.slice(1)].join(' ')
    : ['ip', 'netns', 'exec', namespace.name, ...words].join(' ');
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./!-]+$/.test(word) ? word : `'${word}'`;
}
