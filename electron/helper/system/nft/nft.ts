import type { Family } from '#shared/model/address';
import { ok, type Result } from '#shared/result/result';
import { inNamespace } from '../inside';
import { programPath } from '../programs';
import { largeOutput, run } from '../run';
import { parseSetElements } from './parse-set-elements';

/**
 * All rules of a namespace as `nft -a -nn list ruleset` prints them: with handles and numeric
 * ports.
 */
export async function nftRuleset(namespacePath: string | null): Promise<Result<string>> {
  const words = ['-a', '-nn', 'list', 'ruleset'];
  const result = await run(...inNamespace(namespacePath, 'nft', words), { maxOutput: largeOutput });
  return result.ok ? ok(result.value.stdout) : result;
}

/**
 * The rules of iptables-nft in a namespace as `iptables-save` prints them; empty when they cannot
 * be read.
 */
export async function nftIptablesSave(
  namespacePath: string | null,
  family: Family,
): Promise<string> {
  const program = family === 4 ? 'iptables-nft-save' : 'ip6tables-nft-save';
  if (programPath(program) === null) return '';
  const result = await run(...inNamespace(namespacePath, program, []), {
    maxOutput: largeOutput,
  });
  return result.ok ? result.value.stdout : '';
}

/** The names of the nftables tables of any family in the helper's own namespace. */
export async function nftTableNames(): Promise<Result<readonly string[]>> {
  const result = await run('nft', ['list', 'tables'], { maxOutput: largeOutput });
  if (!result.ok) return result;
  return ok(
    [...result.value.stdout.matchAll(/^table [a-z0-9]+ (\S+)$/gm)].map(([, name = '']) => name),
  );
}

/**
 * The elements of a set, each with the values that it concatenates; empty when it cannot be read.
 *
 * @param table family and name, such as `inet example`
 */
export async function nftSetElements(
  namespacePath: string | null,
  table: string,
  set: string,
): Promise<readonly (readonly (number | string)[])[]> {
  const words = ['-j', 'list', 'set', ...table.split(' '), set];
  const listed = await run(...inNamespace(namespacePath, 'nft', words), {
    maxOutput: largeOutput,
  });
  if (!listed.ok) return [];
  return parseSetElements(listed.value.stdout);
}
