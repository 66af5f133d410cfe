import { ok, type Result } from '#shared/result/result';
import { run } from '../run';
import {
  parseNamedNamespaceIds,
  parseProcessNamespaceIds,
  type NamespaceIds,
  type NamedNamespace,
} from './parse-namespace-ids';

/** Reads the ids by which the helper's namespace knows the others. Costs two processes. */
export async function readNamespaceIds(
  named: readonly NamedNamespace[],
): Promise<Result<NamespaceIds>> {
  const [byName, byProcess] = await Promise.all([
    run('ip', ['-json', 'netns', 'list-id']),
    run('lsns', ['--raw', '--noheadings', '--type', 'net', '--output', 'NS,NETNSID']),
  ]);
  if (!byName.ok) return byName;
  return ok(
    new Map([
      ...parseNamedNamespaceIds(byName.value.stdout, named),
      ...(byProcess.ok ? parseProcessNamespaceIds(byProcess.value.stdout) : []),
    ]),
  );
}
