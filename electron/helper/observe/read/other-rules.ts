import { familyName, type Family } from '#shared/model/address';
import { readFile } from 'node:fs/promises';
import type { Table } from '#shared/model/rules';
import { msg, type Text } from '#shared/messages/message';
import { implementationSave, type Implementation } from '../../system/iptables/iptables';
import { parseInTurns } from '../../system/iptables/tables';
import { isUnloaded } from '../../system/modules';

/**
 * For how long a reading is reused, since it only leads to a warning: in milliseconds, and in times
 * what it took.
 */
const kept = { atLeast: 1_500, factor: 5 } as const;

/** Where the kernel lists the tables of iptables-legacy in this network namespace. */
const legacyNames = { 4: '/proc/net/ip_tables_names', 6: '/proc/net/ip6_tables_names' } as const;

/** Reads the rules of the iptables implementation that the command `iptables` is not. */
export class OtherTables {
  #tables: readonly Table[] = [];
  #keptUntil = -Infinity;

  /**
   * The tables of the other implementation; empty when they cannot be read. Creates no table and
   * loads no module.
   *
   * @param backend the implementation that Portolan writes to
   */
  async read(backend: Implementation): Promise<readonly Table[]> {
    const started = performance.now();
    if (started < this.#keptUntil) return this.#tables;
    this.#tables = await readOther(backend === 'nft' ? 'legacy' : 'nft');
    const now = performance.now();
    this.#keptUntil = now + Math.max(kept.atLeast, kept.factor * (now - started));
    return this.#tables;
  }
}

async function readOther(other: Implementation): Promise<readonly Table[]> {
  if (other === 'nft' && (await isUnloaded('nf_tables', 'net/netfilter'))) return [];
  const read = async (family: Family) => {
    if (other === 'legacy' && !(await hasLegacyTables(family))) return [];
    const text = await implementationSave(other, family);
    return text.ok ? parseInTurns(text.value, familyName(family)) : [];
  };
  return (await Promise.all([read(4), read(6)])).flat();
}

async function hasLegacyTables(family: Family): Promise<boolean> {
  return (await readFile(legacyNames[family], 'utf8').catch(() => '')).trim() !== '';
}

/**
 * Warns about rules of the other iptables implementation: every packet passes both, and a person
 * who reads one does not see the other.
 *
 * @param backend the implementation that Portolan writes to
 * @param otherTables the tables of the other one
 */
export function otherRulesWarnings(
  backend: 'nft' | 'legacy',
  otherTables: readonly Table[],
): readonly Text[] {
  const filled = otherTables.filter(holdsSomething);
  if (filled.length === 0) return [];
  const other = backend === 'nft' ? 'legacy' : 'nft';
  const names = [...new Set(filled.map(({ name }) => name))].join(', ');
  const listing = [...new Set(filled.map(({ family }) => saveProgram(family, other)))];
  const commands = `sudo ${listing.join('; sudo ')}`;
  return [msg('warning.otherRules', { backend, other, tables: names, commands })];
}

/** Whether a warning is that iptables-legacy holds rules beside those that Portolan writes to. */
export function isOfLegacyRules(warning: Text): boolean {
  return (
    typeof warning !== 'string' &&
    warning.key === 'warning.otherRules' &&
    warning.values?.['other'] === 'legacy'
  );
}

function holdsSomething({ chains }: Table): boolean {
  return chains.some(
    ({ policy, rules }) => rules.length > 0 || (policy !== undefined && policy !== 'ACCEPT'),
  );
}

function saveProgram(family: Table['family'], implementation: string): string {
  return `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${implementation}-save`;
}
