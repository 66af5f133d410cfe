import type { AppError } from '#shared/result/app-error';
import { assertNever, err, ok, type Result } from '#shared/result/result';
import type { Reading } from '../collectors/reading';
import { readTables } from '../collectors/collector';
import { readSysctl } from '../exec/sysctl';
import type { Course } from '../plan/course';
import { ownTables } from '../plan/own-tables';
import { commandsOf, planCourses, plannedSysctls, type KernelState, type Step } from '../plan/plan';
import type { State } from '../state/store';
import { applySteps } from './apply';
import { removeEmptyTables, tableName, tableNames } from './created-tables';

/** The part of the state that remembers how the kernel was before us. */
export type KernelMemory = Pick<State, 'sysctls' | 'hairpins' | 'createdTables'>;

/** Saves what must be known to take back the steps that are about to be applied. */
export type Remember = (memory: KernelMemory) => Promise<Result<void>>;

/** Computes the steps that bring the kernel from a reading to what the courses need. */
export async function planFrom(
  reading: Pick<Reading, 'tables' | 'network'>,
  memory: KernelMemory,
  courses: readonly Course[],
): Promise<readonly Step[]> {
  const sysctls: Record<string, string> = {};
  for (const key of plannedSysctls) {
    const value = await readSysctl(key);
    if (value !== null) sysctls[key] = value;
  }
  const state: KernelState = {
    tables: ownTables(reading.tables),
    sysctls,
    originalSysctls: memory.sysctls,
    bridgeNetfilter: (await readSysctl('net.bridge.bridge-nf-call-iptables')) === '1',
    hairpins: Object.fromEntries(
      reading.network.links.flatMap(({ name, hairpin }) =>
        hairpin === undefined ? [] : [[name, hairpin] as const],
      ),
    ),
    ownHairpins: memory.hairpins,
  };
  return planCourses(state, courses);
}

/**
 * Applies steps so that they can always be taken back: what the kernel was before is remembered durably
 * first, and forgotten when it is restored. On failure the kernel is as it was before.
 *
 * @returns the commands that were carried out
 */
export async function carryOut(
  steps: readonly Step[],
  reading: Pick<Reading, 'tables' | 'backend'>,
  memory: KernelMemory,
  remember: Remember,
): Promise<Result<readonly string[]>> {
  if (steps.length === 0) return ok([]);
  const before = withOriginals(memory, steps, reading);
  const remembered = await remember(before);
  if (!remembered.ok) return remembered;
  const applied = await applySteps(steps);
  const cleaned = await cleanUp(before, steps, applied.ok);
  const forgotten = await remember(cleaned);
  if (!applied.ok) return applied;
  return forgotten.ok ? ok(commandsOf(steps)) : err<AppError>(forgotten.error);
}

function withOriginals(
  memory: KernelMemory,
  steps: readonly Step[],
  reading: Pick<Reading, 'tables' | 'backend'>,
): KernelMemory {
  const existing = tableNames(reading.tables);
  const sysctls = { ...memory.sysctls };
  const created = new Set(memory.createdTables);
  const hairpins = new Set(memory.hairpins);
  for (const step of steps) {
    switch (step.kind) {
      case 'sysctl':
        sysctls[step.key] ??= step.undo;
        break;
      case 'hairpin':
        if (step.on) hairpins.add(step.port);
        break;
      case 'table': {
        const name = tableName(step.family, step.table);
        if (reading.backend === 'nft' && !existing.includes(name)) created.add(name);
        break;
      }
      default:
        assertNever(step);
    }
  }
  return { sysctls, hairpins: [...hairpins], createdTables: [...created] };
}

/** Removes tables that only we had made and that are empty again, and forgets what needs no taking back. */
async function cleanUp(
  memory: KernelMemory,
  steps: readonly Step[],
  succeeded: boolean,
): Promise<KernelMemory> {
  const tables = await readTables();
  let createdTables = memory.createdTables;
  if (tables.ok) {
    await removeEmptyTables(memory.createdTables, tables.value);
    const left = await readTables();
    if (left.ok) {
      const names = tableNames(left.value);
      createdTables = createdTables.filter((name) => names.includes(name));
    }
  }
  const sysctls: Record<string, string> = { ...memory.sysctls };
  const hairpins = new Set(memory.hairpins);
  for (const step of steps) {
    if (step.kind === 'sysctl') {
      const restored = succeeded ? step.value : step.undo;
      if (restored === sysctls[step.key]) Reflect.deleteProperty(sysctls, step.key);
    } else if (step.kind === 'hairpin' && step.on !== succeeded) hairpins.delete(step.port);
  }
  return { sysctls, hairpins: [...hairpins], createdTables };
}
