import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ok, type Result } from '#shared/result/result';
import { namedNamespaceFolder } from '../system/netns/namespace-path';
import { run } from '../system/run';

/**
 * Makes the lab's own /proc and /run, inside the mount and process namespaces that it was started in.
 *
 * @param socket where clients outside will look for the helper; its folder exists
 * @returns a path by which the same place is reached from inside, even when the new /run hides it
 */
export async function enterSandbox(socket: string): Promise<Result<string>> {
  const folder = openSync(dirname(socket), 'r');
  for (const args of [
    ['-t', 'proc', 'proc', '/proc'],
    ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'],
  ]) {
    const mounted = await run('mount', args);
    if (!mounted.ok) return mounted;
  }
  await mkdir(namedNamespaceFolder);
  return ok(join(`/proc/self/fd/${String(folder)}`, basename(socket)));
}
