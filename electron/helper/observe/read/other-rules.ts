import type { Table } from '#shared/model/rules';
import { msg, type Text } from '#shared/messages/message';

/**
 * Warns of rules that the other iptables implementation holds: the kernel asks both of every packet, and a person
 * who looks at one does not see the other.
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
