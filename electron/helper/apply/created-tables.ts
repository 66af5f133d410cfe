import { familyNamed, type Family } from '#shared/model/address';
import type { Table } from '#shared/model/rules';
import { deleteBuiltinChain, deleteNftTable, nftTable } from '../system/iptables/iptables';

/** A table by family and name, such as `4:nat`. */
export type TableName = `4:${string}` | `6:${string}`;

export function tableName(family: Family, table: string): TableName {
  return family === 4 ? `4:${table}` : `6:${table}`;
}

export function tableNames(tables: readonly Table[]): readonly TableName[] {
  return tables.map(({ family, name }) => tableName(familyNamed(family), name));
}

/**
 * Removes tables that exist only because of Portolan's first rule, once they are empty:
 * iptables-nft creates a table with its built-in chains on first use. Keeps a table with any rule,
 * chain or policy of others.
 *
 * @param created the tables that did not exist before Portolan wrote to them
 * @returns whether anything was removed
 */
export async function removeEmptyTables(
  created: readonly TableName[],
  tables: readonly Table[],
): Promise<boolean> {
  let removed = false;
  const names = tableNames(tables);
  for (const [index, table] of tables.entries()) {
    const name = names[index];
    if (name === undefined || !created.includes(name) || !isUntouched(table)) continue;
    removed = true;
    const family = familyNamed(table.family);
    for (const chain of table.chains) await deleteBuiltinChain(family, table.name, chain.name);
    const listing = await nftTable(family, table.name);
    if (listing !== null && !/^\s*(chain|set|map)\s/m.test(listing)) {
      await deleteNftTable(family, table.name);
    }
  }
  return removed;
}

function isUntouched(table: Table): boolean {
  return table.chains.every(({ policy, rules }) => policy === 'ACCEPT' && rules.length === 0);
}
