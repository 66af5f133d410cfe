import type { Family } from '#shared/model/address';
import { toEnglish } from '#shared/messages/message';
import { err, ok, type Result } from '#shared/result/result';
import { programPath } from '../programs';
import { largeOutput, run } from '../run';
import { lockedOut } from './xtables-lock';

/** The two programs named `iptables`; each has its own rules in the kernel. */
export type Implementation = 'nft' | 'legacy';

/** Seconds to wait for the xtables lock of iptables-legacy before giving up (iptables(8), `-w`). */
const lockWait = '5';

/** The tables to read one by one where the kernel hides which tables exist. */
const knownTables = ['raw', 'mangle', 'nat', 'filter'] as const;

/** Whether the kernel hides which tables iptables-legacy has. */
let tablesAreUntold = false;

/**
 * All tables of a family as `iptables-save` prints them. Reading creates no table, with one
 * exception: from a user who is root only in their own namespace the kernel hides the names of
 * iptables-legacy's tables (net/netfilter/x_tables.c gives the file to the machine's root), so each
 * is read by its name.
 *
 * @param counters includes packets and bytes of each rule (`-c`)
 */
export async function iptablesSave(family: Family, counters = false): Promise<Result<string>> {
  const program = family === 4 ? 'iptables-save' : 'ip6tables-save';
  const options = counters ? ['-c'] : [];
  if (!tablesAreUntold) {
    const result = await run(program, options, { maxOutput: largeOutput });
    if (result.ok) return ok(result.value.stdout);
    if (!toEnglish(result.error.message).includes('_tables_names: Permission denied'))
      return result;
    tablesAreUntold = true;
  }
  const texts: string[] = [];
  for (const table of knownTables) {
    const result = await run(program, [...options, '-t', table], { maxOutput: largeOutput });
    if (result.ok) texts.push(result.value.stdout);
    else if (!toEnglish(result.error.message).includes('Table does not exist')) return result;
  }
  return ok(texts.join(''));
}

/**
 * One table of a family as `iptables-save` prints it. With iptables-legacy this creates a table that
 * does not exist.
 *
 * @param timeout in milliseconds
 */
export async function iptablesSaveTable(
  family: Family,
  table: string,
  timeout: number,
): Promise<Result<string>> {
  const program = family === 4 ? 'iptables-save' : 'ip6tables-save';
  const result = await run(program, ['-t', table], { maxOutput: largeOutput, timeout });
  return result.ok ? ok(result.value.stdout) : result;
}

/** All tables of one implementation, whichever of the two `iptables-save` is. */
export async function implementationSave(
  implementation: Implementation,
  family: Family,
): Promise<Result<string>> {
  const result = await run(
    family === 4 ? `iptables-${implementation}-save` : `ip6tables-${implementation}-save`,
    [],
    { maxOutput: largeOutput },
  );
  return result.ok ? ok(result.value.stdout) : result;
}

/** The families whose rules can be written here: a system may lack ip6tables. */
export function writableFamilies(): readonly Family[] {
  return programPath('ip6tables-restore') === null ? [4] : [4, 6];
}

/**
 * Applies restore input as one transaction a table. Chains that it does not mention stay.
 *
 * @returns TIMED_OUT when another program holds the xtables lock all the time
 */
export async function iptablesRestore(family: Family, input: string): Promise<Result<void>> {
  const program = family === 4 ? 'iptables-restore' : 'ip6tables-restore';
  const result = await run(program, ['--noflush', '-w', lockWait], { input, timeout: 30_000 });
  return result.ok ? ok(undefined) : err((await lockedOut(result.error)) ?? result.error);
}

/** Which of the two implementations the command `iptables` is. */
export async function iptablesBackend(): Promise<Result<Implementation>> {
  const result = await run('iptables', ['--version']);
  return result.ok ? ok(result.value.stdout.includes('nf_tables') ? 'nft' : 'legacy') : result;
}

/**
 * Deletes an empty built-in chain of iptables-nft. The kernel refuses while the chain has a rule,
 * so no rule of others is lost (iptables(8), `-X`).
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

/** The chains of an nftables table, or null when it does not exist. */
export async function nftTable(family: Family, table: string): Promise<string | null> {
  const result = await run('nft', ['-t', 'list', 'table', family === 4 ? 'ip' : 'ip6', table]);
  return result.ok ? result.value.stdout : null;
}
