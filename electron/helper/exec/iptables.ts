import type { Family } from '#shared/model/address';
import { ok, type Result } from '#shared/result/result';
import { run } from './run';

/** Seconds to wait for the xtables lock of iptables-legacy before giving up (iptables(8), `-w`). */
const lockWait = '5';

/**
 * All tables of a family as `iptables-save` prints them. Reading creates no table.
 *
 * @param counters whether packets and bytes are told of each rule (`-c`)
 */
export async function iptablesSave(family: Family, counters = false): Promise<Result<string>> {
  const program = family === 4 ? 'iptables-save' : 'ip6tables-save';
  const result = await run(program, counters ? ['-c'] : []);
  return result.ok ? ok(result.value.stdout) : result;
}

/** Applies restore input as one transaction a table; chains that it does not name stay as they are. */
export async function iptablesRestore(family: Family, input: string): Promise<Result<void>> {
  const program = family === 4 ? 'iptables-restore' : 'ip6tables-restore';
  const result = await run(program, ['--noflush', '-w', lockWait], { input, timeout: 30_000 });
  return result.ok ? ok(undefined) : result;
}

/** Which of the two iptables implementations the command `iptables` is. */
export async function iptablesBackend(): Promise<Result<'nft' | 'legacy'>> {
  const result = await run('iptables', ['--version']);
  return result.ok ? ok(result.value.stdout.includes('nf_tables') ? 'nft' : 'legacy') : result;
}

/**
 * Deletes an empty built-in chain of iptables-nft. The kernel refuses while the chain holds a rule,
 * so nothing of anybody else is lost (iptables(8), `-X`).
 */
export async function deleteBuiltinChain(
  family: Family,
  table: string,
  chain: string,
): Promise<Result<void>> {
  const program = family === 4 ? 'iptables' : 'ip6tables';
  const result = await run(program, ['-w', lockWait, '-t', table, '-X', chain]);
  return result.ok ? ok(undefined) : result;
}

/** Deletes an nftables table. */
export async function deleteNftTable(family: Family, table: string): Promise<Result<void>> {
  const result = await run('nft', ['delete', 'table', family === 4 ? 'ip' : 'ip6', table]);
  return result.ok ? ok(undefined) : result;
}

/** The chains of an nftables table, or null when there is no such table. */
export async function nftTable(family: Family, table: string): Promise<string | null> {
  const result = await run('nft', ['-t', 'list', 'table', family === 4 ? 'ip' : 'ip6', table]);
  return result.ok ? result.value.stdout : null;
}
