import type { Table } from '#shared/model/rules';

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
): readonly string[] {
  const filled = otherTables.filter(holdsSomething);
  if (filled.length === 0) return [];
  const other = backend === 'nft' ? 'legacy' : 'nft';
  const names = [...new Set(filled.map(({ name }) => name))].join(', ');
  const listing = [...new Set(filled.map(({ family }) => saveProgram(family, other)))];
  return [
    `This computer has two sets of firewall rules. Portolan uses iptables-${backend}, as the command "iptables" ` +
      `does here, but iptables-${other} holds rules too (${names}). A packet must pass both, so rules that you do ` +
      `not see here can stop a published port. To see them: sudo ${listing.join('; sudo ')}`,
  ];
}

function holdsSomething({ chains }: Table): boolean {
  return chains.some(
    ({ policy, rules }) => rules.length > 0 || (policy !== undefined && policy !== 'ACCEPT'),
  );
}

function saveProgram(family: Table['family'], implementation: string): string {
  return `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${implementation}-save`;
}
