import type { Table } from '#shared/model/rules';
import { msg, type Text } from '#shared/messages/message';
import { ownTables } from '../../plan/own-tables';

/**
 * Warns about rules of others that lead to chains of Portolan: such a rule is left where it is, and
 * keeps the chain from being deleted.
 */
export function usedChainWarnings(tables: readonly Table[]): readonly Text[] {
  return ownTables(tables).flatMap(({ family, name: table, chains }) =>
    chains.flatMap(({ name: chain, usedBy }) => {
      if (usedBy === undefined) return [];
      const program = family === 4 ? 'iptables' : 'ip6tables';
      return [msg('warning.usedChain', { program, table, chain, rule: usedBy })];
    }),
  );
}
