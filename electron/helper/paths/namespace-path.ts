import type { Reading } from '../observe/records/reading';

/** The file that stands for a namespace. */
export function namespacePath({
  namespace,
  pid,
}: Pick<Reading['namespaces'][number], 'namespace' | 'pid'>): string | null {
  if (namespace !== undefined) return `/run/netns/${namespace}`;
  return pid === undefined ? null : `/proc/${String(pid)}/ns/net`;
}
