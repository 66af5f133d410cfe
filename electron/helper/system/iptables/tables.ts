import { familyName } from '#shared/model/address';
import { withoutRunTimes } from '#shared/model/iptables-run-times';
import { iptablesSaveParser } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { ok, type Result } from '#shared/result/result';
import { inTurns } from '../../util/in-turns';
import { iptablesSave, iptablesSaveTable } from './iptables';

let last: readonly Table[] = [];

/**
 * Reads the tables of both families, without counters. Returns the same list while nothing changed.
 *
 * The cache belongs to the process, because it only ever reads its own network namespace.
 */
export async function readTables(): Promise<Result<readonly Table[]>> {
  const saved = await readSaved();
  return saved.ok ? ok(await parseSaved(saved.value)) : saved;
}

/** The rules of each family as `iptables-save` prints them. */
export interface SavedRules {
  readonly v4: string;
  /** A kernel without IPv6 has no ip6tables and no rules of that family. */
  readonly v6: string | null;
}

/** The first half of {@link readTables}. */
export async function readSaved(): Promise<Result<SavedRules>> {
  const [v4, v6] = await Promise.all([iptablesSave(4), iptablesSave(6)]);
  return v4.ok ? ok({ v4: v4.value, v6: v6.ok ? v6.value : null }) : v4;
}

/** The second half of {@link readTables}, which takes a second for 200,000 rules that changed. */
export async function parseSaved({ v4, v6 }: SavedRules): Promise<readonly Table[]> {
  const tables = [
    ...(await parseUnlessKnown(v4, 'ipv4')),
    ...(v6 === null ? [] : await parseUnlessKnown(v6, 'ipv6')),
  ];
  const isKnown = tables.length === last.length && tables.every((table, i) => table === last[i]);
  if (!isKnown) last = tables;
  return last;
}

/** How long the reading of one table may take when there is no hurry, in milliseconds. */
const patience = 30_000;

/**
 * Reads tables of both families one by one, for when the rules as a whole cannot be read or take
 * too long. Leaves out those that cannot be read.
 */
export async function readSingleTables(names: readonly string[]): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const name of names) {
    for (const family of [4, 6] as const) {
      const text = await iptablesSaveTable(family, name, patience);
      if (text.ok) tables.push(...(await parseInTurns(text.value, familyName(family))));
    }
  }
  return tables;
}

/** Reads the tables of both families, with the counters of each rule. */
export async function readCountedTables(): Promise<Result<readonly Table[]>> {
  const [v4, v6] = await Promise.all([iptablesSave(4, true), iptablesSave(6, true)]);
  if (!v4.ok) return v4;
  return ok([
    ...(await parseInTurns(v4.value, 'ipv4')),
    ...(v6.ok ? await parseInTurns(v6.value, 'ipv6') : []),
  ]);
}

/** Parses saved rules, of which there may be hundreds of thousands. */
export function parseInTurns(text: string, family: Table['family']): Promise<readonly Table[]> {
  return inTurns(iptablesSaveParser(text, family));
}

/** The last parsed text of each family. Rules are read every second and rarely change. */
const lastParsed = new Map<Table['family'], { text: string; tables: readonly Table[] }>();

async function parseUnlessKnown(raw: string, family: Table['family']): Promise<readonly Table[]> {
  const text = withoutRunTimes(raw);
  const known = lastParsed.get(family);
  if (known?.text === text) return known.tables;
  const tables = await parseInTurns(raw, family);
  lastParsed.set(family, { text, tables });
  return tables;
}
