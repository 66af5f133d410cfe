import { withoutRunTimes } from '#shared/model/iptables-run-times';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { ok, type Result } from '#shared/result/result';
import { iptablesSave } from './iptables';

let last: readonly Table[] = [];

/**
 * Reads the tables of both families, without counters. Returns the same list while nothing changed.
 *
 * The cache belongs to the process, because it only ever reads its own network namespace.
 */
export async function readTables(): Promise<Result<readonly Table[]>> {
  const [v4, v6] = await Promise.all([iptablesSave(4), iptablesSave(6)]);
  if (!v4.ok) return v4;
  // A kernel without IPv6 has no ip6tables and no rules of that family.
  const tables = [
    ...parseUnlessKnown(v4.value, 'ipv4'),
    ...(v6.ok ? parseUnlessKnown(v6.value, 'ipv6') : []),
  ];
  const isKnown = tables.length === last.length && tables.every((table, i) => table === last[i]);
  if (!isKnown) last = tables;
  return ok(last);
}

/** Reads the tables of both families, with the counters of each rule. */
export async function readCountedTables(): Promise<Result<readonly Table[]>> {
  const [v4, v6] = await Promise.all([iptablesSave(4, true), iptablesSave(6, true)]);
  if (!v4.ok) return v4;
  return ok([
    ...parseIptablesSave(v4.value, 'ipv4'),
    ...(v6.ok ? parseIptablesSave(v6.value, 'ipv6') : []),
  ]);
}

/** The last parsed text of each family. Rules are read every second and rarely change. */
const lastParsed = new Map<Table['family'], { text: string; tables: readonly Table[] }>();

function parseUnlessKnown(raw: string, family: Table['family']): readonly Table[] {
  const text = withoutRunTimes(raw);
  const known = lastParsed.get(family);
  if (known?.text === text) return known.tables;
  const tables = parseIptablesSave(raw, family);
  lastParsed.set(family, { text, tables });
  return tables;
}
