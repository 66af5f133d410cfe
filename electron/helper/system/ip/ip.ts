import type { Family } from '#shared/model/address';
import type { Result } from '#shared/result/result';
import { run } from '../run';

/** What one `ip` batch reads: links with their addresses, routes and neighbours of both families. */
export const readBatch = 'address show\nroute show table all\nneighbour show\n';

/**
 * Reads links, addresses, routes and neighbours of a network namespace with one process.
 *
 * @param namespacePath a `/proc/PID/ns/net` or `/run/netns/NAME`; null for the helper's own
 * @returns the text of three JSON documents, one a line
 */
export async function ipRead(namespacePath: string | null): Promise<Result<string>> {
  const args = ['-json', '-details', '-batch', '-'];
  const result =
    namespacePath === null
      ? await run('ip', args, { input: readBatch })
      : await run('nsenter', [`--net=${namespacePath}`, '--', 'ip', ...args], { input: readBatch });
  return result.ok ? { ok: true, value: result.value.stdout } : result;
}

/** Runs one `ip` command that changes something. */
export async function ip(args: readonly string[]): Promise<Result<void>> {
  const result = await run('ip', args);
  return result.ok ? { ok: true, value: undefined } : result;
}

/** The same inside a network namespace, given by a file that stands for it. */
export async function ipIn(namespacePath: string, args: readonly string[]): Promise<Result<void>> {
  const result = await run('nsenter', [`--net=${namespacePath}`, '--', 'ip', ...args]);
  return result.ok ? { ok: true, value: undefined } : result;
}

/** Whether a network namespace, given by a file that stands for it, knows a way to an address. */
export async function canRoute(namespacePath: string, address: string): Promise<boolean> {
  return (await ipIn(namespacePath, ['route', 'get', address])).ok;
}

/** The routes of one family as JSON, those that the kernel made for addresses too. */
export async function ipRoutes(family: Family): Promise<Result<string>> {
  const result = await run('ip', ['-json', family === 4 ? '-4' : '-6', 'route', 'show']);
  return result.ok ? { ok: true, value: result.value.stdout } : result;
}

/**
 * Runs several `ip` commands with one process, on the host or in a namespace. It stops at the first that fails.
 *
 * @param namespacePath a file that stands for the namespace; null for the helper's own
 */
export async function ipBatch(
  namespacePath: string | null,
  commands: readonly string[],
): Promise<Result<void>> {
  const input = `${commands.join('\n')}\n`;
  const result =
    namespacePath === null
      ? await run('ip', ['-batch', '-'], { input })
      : await run('nsenter', [`--net=${namespacePath}`, '--', 'ip', '-batch', '-'], { input });
  return result.ok ? { ok: true, value: undefined } : result;
}
