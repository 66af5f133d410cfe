import { assertNever, err, ok, type Result } from '#shared/result/result';
import type { AppError } from '#shared/result/app-error';
import { readTables } from '../system/iptables/tables';
import { ip } from '../system/ip/ip';
import { writeTable } from './write-table';
import { writeSysctl } from '../system/sysctl';
import { knownOwnTables } from './known-own-tables';
import type { Step } from '../plan/plan';
import { isEmptyLeft, transition } from '../plan/transition';
import type { Family } from '#shared/model/address';
import { optionValue } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { msg } from '#shared/messages/message';
import { isPlannedForm, type OwnTable } from '../plan/ruleset';

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

/** Makes one change, without reading back. */
export function applyStep(step: Step): Promise<Result<void>> {
  switch (step.kind) {
    case 'table':
      return applyTable(step);
    case 'sysctl':
      return writeSysctl(step.key, step.value);
    case 'hairpin':
      return setHairpin(step.port, step.on);
    default:
      return assertNever(step);
  }
}

/**
 * Changes a table. When that fails, other programs may have changed the table since it was read, for
 * instance led a rule to a chain that was to be deleted: tries once more from what is there now.
 */
async function applyTable(step: Extract<Step, { kind: 'table' }>): Promise<Result<void>> {
  const written = await writeTable(step.transition);
  if (written.ok || written.error.code !== 'COMMAND_FAILED') return written;
  const now = await readOwnTable(step.family, step.table);
  if (!now.ok) return written;
  const again = transition(now.value, step.after);
  if (again === null) return ok(undefined);
  return again.input === step.transition.input ? written : writeTable(again);
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
  const now = await readOwnTable(family, table);
  if (!now.ok) return now;
  const back = transition(now.value, before && withoutOthers(before));
  return back === null ? ok(undefined) : writeTable(back);
}

/** Leaves out rules that others have written into Portolan's chains. */
function withoutOthers(table: OwnTable): OwnTable {
  const chains = table.chains.map((chain) => ({
    ...chain,
    rules: chain.rules.filter(isPlannedForm),
  }));
  return { ...table, chains };
}

async function readOwnTable(family: Family, table: string): Promise<Result<OwnTable | undefined>> {
  const tables = await readTables();
  if (!tables.ok) return tables;
  const own = knownOwnTables(tables.value);
  return ok(own.find((one) => one.family === family && one.name === table));
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
  const filled = (table?.chains ?? []).filter((chain) => !isEmptyLeft(chain));
  const chains = filled.map(({ name, rules }) => [
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
