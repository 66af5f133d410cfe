import type { Family } from '#shared/model/address';
import type { PortVlan, Route } from '#shared/model/network';
import { ok, type Result } from '#shared/result/result';
import { inNamespace } from '../inside';
import { largeOutput, run, type RunOptions } from '../run';
import { parseIpJson } from '../parse-ip-json';
import { parseRoutes } from './parse-routes';
import { parseVlans } from './parse-vlans';

/**
 * One batch of `ip` for a namespace: links with addresses, routes and neighbours, both families.
 */
export const readBatch = 'address show\nroute show table all\nneighbour show\n';

/**
 * Reads links, addresses, routes and neighbours of a network namespace with one process.
 *
 * @param namespacePath see `namespacePath`; null for the helper's own
 * @param limits the program is killed beyond
 * @returns the text of three JSON documents, one a line
 */
export async function ipRead(
  namespacePath: string | null,
  limits: Pick<RunOptions, 'timeout' | 'maxOutput'>,
): Promise<Result<string>> {
  const invocation = inNamespace(namespacePath, 'ip', ['-json', '-details', '-batch', '-']);
  const result = await run(...invocation, { input: readBatch, ...limits });
  return result.ok ? ok(result.value.stdout) : result;
}

/** Runs one `ip` command that changes something. */
export function ip(args: readonly string[]): Promise<Result<void>> {
  return ipIn(null, args);
}

/** Runs one `ip` command that changes something, in a namespace; null for the helper's own. */
export async function ipIn(
  namespacePath: string | null,
  args: readonly string[],
): Promise<Result<void>> {
  const result = await run(...inNamespace(namespacePath, 'ip', args));
  return result.ok ? ok(undefined) : result;
}

/** Whether a namespace has a route to an address. */
export async function canRoute(namespacePath: string, address: string): Promise<boolean> {
  return (await ipIn(namespacePath, ['route', 'get', address])).ok;
}

/** The routes of one family's main table in the helper's own namespace. */
export async function ipRoutes(family: Family): Promise<Result<readonly Route[]>> {
  const result = await run('ip', ['-json', family === 4 ? '-4' : '-6', 'route', 'show'], {
    maxOutput: largeOutput,
  });
  return result.ok ? ok(parseRoutes(parseIpJson(result.value.stdout).records)) : result;
}

/** Runs several `ip` commands with one process; stops at the first that fails. */
export async function ipBatch(
  namespacePath: string | null,
  commands: readonly string[],
): Promise<Result<void>> {
  const input = `${commands.join('\n')}\n`;
  const result = await run(...inNamespace(namespacePath, 'ip', ['-batch', '-']), { input });
  return result.ok ? ok(undefined) : result;
}

/** What the ports of VLAN-filtering bridges let through (bridge(8), `vlan show`). */
export async function bridgeVlans(): Promise<Result<readonly PortVlan[]>> {
  const result = await run('bridge', ['-json', 'vlan', 'show'], { maxOutput: largeOutput });
  return result.ok ? ok(parseVlans(result.value.stdout)) : result;
}
