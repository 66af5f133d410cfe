import type { Table } from '#shared/model/rules';
import { ownTable, withContent } from '../plan/own-tables';
import type { OwnTable } from '../plan/ruleset';

/** Tables are read every second and seldom change; an unchanged table is the same value. */
const known = new WeakMap<Table, OwnTable>();

/** The same as `ownTables`, without searching a table twice. */
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
