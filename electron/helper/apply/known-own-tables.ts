import type { Table } from '#shared/model/rules';
import { ownTable, withContent } from '../plan/own-tables';
import type { OwnTable } from '../plan/ruleset';

/** Tables are read every second and rarely change; an unchanged table is the same object. */
const known = new WeakMap<Table, OwnTable>();

/** Returns the same as `ownTables`, but searches each table only once. */
export function knownOwnTables(tables: readonly Table[]): readonly OwnTable[] {
  return withContent(tables.map(find));
}

function find(table: Table): OwnTable {
  const before = known.get(table);
  if (before !== undefined) return before;
  const own = ownTable(table);
  known.set(table, own);
  return own;
}
