import type { Table } from '#shared/model/rules';
import { assertNever, ok, type Result } from '#shared/result/result';
import type { Reading } from '../observe/records/reading';
import { readTables } from '../system/iptables/tables';
import { writableFamilies } from '../system/iptables/iptables';
import { readSysctl } from '../system/sysctl';
import type { ResolvedPublication } from '../plan/resolved-publication';
import type { BridgeIntent } from '../plan/links';
import { knownOwnTables } from './known-own-tables';
import {
  commandsOf,
  planPublications,
  plannedSysctls,
  type KernelState,
  type Step,
} from '../plan/plan';
import type { KernelMemory } from '../state/store';
import { applySteps } from './apply';
import { removeEmptyTables, tableName, tableNames, type TableName } from './created-tables';

/** Saves what is needed to undo the steps that are about to be applied. */
export type Remember = (memory: KernelMemory) => Promise<Result<void>>;

/**
 * Computes the steps from a reading to the rules and settings that publications and bridges need.
 *
 * @param held values that sysctls must have in addition
 */
export async function planFrom(
  reading: Pick<Reading, 'tables' | 'network'>,
  memory: KernelMemory,
  publications: readonly ResolvedPublication[],
  bridges: readonly BridgeIntent[],
  held: Readonly<Record<string, string>> = {},
): Promise<readonly Step[]> {
  return planPublications(await readKernel(reading, memory, held), publications, bridges);
}

/** Joins a reading with the sysctls that a plan depends on. */
export async function readKernel(
  reading: Pick<Reading, 'tables' | 'network'>,
  memory: KernelMemory,
  held: Readonly<Record<string, string>> = {},
): Promise<KernelState> {
  const sysctls: Record<string, string> = {};
  const uplinks = reading.network.defaultRoutes.map(({ device }) => device);
  const remembered = Object.keys(memory.sysctls);
  for (const key of new Set([...plannedSysctls(uplinks), ...remembered, ...Object.keys(held)])) {
    const value = await readSysctl(key);
    if (value !== null) sysctls[key] = value;
  }
  return {
    families: writableFamilies(),
    tables: knownOwnTables(reading.tables),
    sysctls,
    originalSysctls: memory.sysctls,
    requiredSysctls: held,
    bridgeNetfilter: (await readSysctl('net.bridge.bridge-nf-call-iptables')) === '1',
    hairpins: Object.fromEntries(
      reading.network.links.flatMap(({ name, hairpin }) =>
        hairpin === undefined ? [] : [[name, hairpin] as const],
      ),
    ),
    ownHairpins: memory.hairpins,
  };
}

/** Result of applying a plan. */
export interface Carried {
  readonly commands: readonly string[];
  /** The tables as they are now. */
  readonly tables: readonly Table[];
}

/**
 * Applies steps so that they can always be undone: it saves the kernel's earlier state durably
 * first, and drops it once that state is restored. On failure the kernel is as before. Without
 * steps it still removes empty tables that a killed helper had created.
 */
export async function carryOut(
  steps: readonly Step[],
  reading: Pick<Reading, 'tables' | 'backend'>,
  memory: KernelMemory,
  remember: Remember,
): Promise<Result<Carried>> {
  const before = withOriginals(memory, steps, reading);
  const remembered = await remember(before);
  if (!remembered.ok) return remembered;

  const applied = steps.length === 0 ? ok(reading.tables) : await applySteps(steps);
  const tables = applied.ok ? applied : await readTables();
  const left = tables.ok ? await dropEmptyTables(before.createdTables, tables.value) : tables;
  const forgotten = await remember({
    ...withoutRestored(before, steps, applied.ok),
    createdTables: left.ok ? stillThere(before.createdTables, left.value) : before.createdTables,
  });
  if (!applied.ok) return applied;
  if (!forgotten.ok) return forgotten;
  return left.ok ? ok({ commands: commandsOf(steps), tables: left.value }) : left;
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

/** Removes the empty tables that only Portolan created; returns the tables that are left. */
export async function dropEmptyTables(
  created: readonly TableName[],
  tables: readonly Table[],
): Promise<Result<readonly Table[]>> {
  return (await removeEmptyTables(created, tables)) ? readTables() : ok(tables);
}

/** Those of the created tables that exist. */
export function stillThere(
  created: readonly TableName[],
  tables: readonly Table[],
): readonly TableName[] {
  const names = tableNames(tables);
  return created.filter((name) => names.includes(name));
}

/**
 * Drops the memory of settings that have their old value again, after steps that succeeded or were
 * undone.
 */
export function withoutRestored(
  memory: KernelMemory,
  steps: readonly Step[],
  succeeded: boolean,
): Omit<KernelMemory, 'createdTables'> {
  const sysctls: Record<string, string> = { ...memory.sysctls };
  const hairpins = new Set(memory.hairpins);
  for (const step of steps) {
    if (step.kind === 'sysctl') {
      const now = succeeded ? step.value : step.undo;
      if (now === sysctls[step.key]) Reflect.deleteProperty(sysctls, step.key);
    } else if (step.kind === 'hairpin' && step.on !== succeeded) hairpins.delete(step.port);
  }
  return { sysctls, hairpins: [...hairpins] };
}
