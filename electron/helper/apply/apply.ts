import { assertNever, err, ok, type Result } from '#shared/result/result';
import type { AppError } from '#shared/result/app-error';
import { readTables } from '../system/iptables/tables';
import { ip } from '../system/ip/ip';
import { writeTable } from './write-table';
import { writeSysctl } from '../system/sysctl';
import { knownOwnTables } from './known-own-tables';
import type { Step } from '../plan/plan';
import { transition } from '../plan/transition';
import type { Family } from '#shared/model/address';
import { optionValue } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { msg } from '#shared/messages/message';
import type { OwnTable } from '../plan/ruleset';

/**
 * Applies steps in order and reads the tables back. When a step fails, or a table then differs from
 * the plan, it undoes all applied steps in reverse order and returns the first failure.
 *
 * @returns the tables as they are now
 */
export async function applySteps(steps: readonly Step[]): Promise<Result<readonly Table[]>> {
  const done: Step[] = [];
  const result = await applyAndCompare(steps, done);
  if (!result.ok) for (const step of done.reverse()) await undoStep(step);
  return result;
}

async function applyAndCompare(
  steps: readonly Step[],
  done: Step[],
): Promise<Result<readonly Table[]>> {
  for (const step of steps) {
    const applied = await applyStep(step);
    if (!applied.ok) return applied;
    done.push(step);
  }
  const tables = await readTables();
  if (!tables.ok) return tables;
  const difference = compare(steps, tables.value);
  return difference === null ? tables : err(difference);
}

function applyStep(step: Step): Promise<Result<void>> {
  switch (step.kind) {
    case 'table':
      return writeTable(step.transition);
    case 'sysctl':
      return writeSysctl(step.key, step.value);
    case 'hairpin':
      return setHairpin(step.port, step.on);
    default:
      return assertNever(step);
  }
}

function undoStep(step: Step): Promise<Result<void>> {
  switch (step.kind) {
    case 'table':
      return restoreTable(step.family, step.table, step.before);
    case 'sysctl':
      return writeSysctl(step.key, step.undo);
    case 'hairpin':
      return setHairpin(step.port, !step.on);
    default:
      return assertNever(step);
  }
}

/** Restores Portolan's part of a table, whatever the table contains now. */
async function restoreTable(
  family: Family,
  table: string,
  before: OwnTable | undefined,
): Promise<Result<void>> {
  const tables = await readTables();
  if (!tables.ok) return tables;
  const now = knownOwnTables(tables.value).find(
    (own) => own.family === family && own.name === table,
  );
  const back = transition(now, before);
  return back === null ? ok(undefined) : writeTable(back);
}

function setHairpin(port: string, on: boolean): Promise<Result<void>> {
  return ip(['link', 'set', 'dev', port, 'type', 'bridge_slave', 'hairpin', on ? 'on' : 'off']);
}

/** Compares Portolan's rules in the kernel with the result that the steps intended. */
function compare(steps: readonly Step[], tables: readonly Table[]): AppError | null {
  const now = knownOwnTables(tables);
  for (const { family, table, after } of steps.filter((step) => step.kind === 'table')) {
    const actual = now.find((own) => own.family === family && own.name === table);
    if (fingerprint(actual) !== fingerprint(after)) {
      return {
        code: 'COMMAND_FAILED',
        message: msg('error.tableChanged', { table }),
        details: { argv: ['iptables-restore', '--noflush'], exitCode: 0, stderr: '' },
      };
    }
  }
  return null;
}

/**
 * What must be equal however an iptables version prints a rule: the chains, and the owner and
 * target of each rule in them. Order does not matter.
 */
function fingerprint(table: OwnTable | undefined): string {
  const chains = (table?.chains ?? []).map(({ name, rules }) => [
    name,
    ...rules
      .map((words) => `${optionValue(words, '--comment') ?? ''} ${optionValue(words, '-j') ?? ''}`)
      .sort(),
  ]);
  const jumps = (table?.jumps ?? []).map(
    ({ chain, words }) => `${chain} ${optionValue(words, '-j') ?? ''}`,
  );
  return JSON.stringify([chains.sort(), jumps.sort()]);
}
