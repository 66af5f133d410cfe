import { ok, type Result } from '#shared/result/result';
import { run } from '../run';

/** The ids that this network namespace has for others, as JSON, with the names of those that have one. */
export async function listNamespaceIds(): Promise<Result<string>> {
  const result = await run('ip', ['-json', 'netns', 'list-id']);
  return result.ok ? ok(result.value.stdout) : result;
}

/** The namespaces that processes are in, a line each: inode and this namespace's id for it (lsns(8)). */
export async function listProcessNamespaceIds(): Promise<Result<string>> {
  const columns = ['--output', 'NS,NETNSID'];
  const result = await run('lsns', ['--raw', '--noheadings', '--type', 'net', ...columns]);
  return result.ok ? ok(result.value.stdout) : result;
}
