import { splitWords } from '#shared/model/iptables-save';
import { isOwnJump } from '#shared/model/own-rules';
import type { Table } from '#shared/model/rules';
import type { AppError } from '#shared/result/app-error';
import type { Reading } from '../observe/records/reading';
import { ownTable } from '../plan/own-tables';
import type { KernelMemory } from '../state/store';
import { readTables } from '../system/iptables/tables';
import { applyStep } from './apply';
import { dropEmptyTables, planFrom, stillThere, withoutRestored, type Remember } from './kernel';

/** Other programs may change a table between its reading and its change. */
const mostRounds = 3;

/**
 * Removes all rules and chains of Portolan and restores the settings that it changed. Nothing is
 * undone: what fails keeps nothing else, and is tried again after another look.
 *
 * @param remember saves what is still to be restored afterwards
 * @returns why something is still there; empty when nothing is
 */
export async function removeAll(
  reading: Pick<Reading, 'tables' | 'network'>,
  memory: KernelMemory,
  remember: Remember,
): Promise<readonly AppError[]> {
  let { tables } = reading;
  let left = memory;
  let failures: AppError[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const steps = await planFrom({ ...reading, tables }, left, [], []);
    // The first time the rules are read again anyway: the reading may be incomplete or old.
    if (steps.length === 0 && round > 0) break;
    failures = [];
    for (const step of steps) {
      const done = await applyStep(step);
      if (done.ok) left = { ...left, ...withoutRestored(left, [step], true) };
      else failures.push(done.error);
    }
    const now = await readTables();
    if (!now.ok) {
      failures.push(now.error);
      break;
    }
    tables = now.value;
  }
  const dropped = await dropEmptyTables(left.createdTables, tables);
  if (dropped.ok) tables = dropped.value;
  else failures.push(dropped.error);
  // After a failure not every table was seen, and not every setting has its value again.
  const after =
    failures.length > 0
      ? left
      : { sysctls: {}, hairpins: [], createdTables: stillThere(left.createdTables, tables) };
  const saved = await remember({ ...left, ...after });
  return saved.ok ? failures : [...failures, saved.error];
}

/** The tables that exist only because of Portolan, and will have nothing of others in them. */
export function tablesToDrop(
  created: KernelMemory['createdTables'],
  tables: readonly Table[],
): readonly Table[] {
  return tables.filter(
    (table) => isEmptyWithoutOurs(table) && stillThere(created, [table]).length > 0,
  );
}

function isEmptyWithoutOurs(table: Table): boolean {
  const own = ownTable(table);
  const ours = new Set(
    own.chains.flatMap(({ name, usedBy }) => (usedBy === undefined ? [name] : [])),
  );
  return table.chains.every(
    ({ name, policy, rules }) =>
      ours.has(name) ||
      (policy === 'ACCEPT' &&
        rules.every(({ text }) => isOwnJump(table.name, name, splitWords(text).slice(2)))),
  );
}
