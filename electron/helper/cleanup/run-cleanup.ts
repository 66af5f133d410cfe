import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isEqual } from '#shared/diff/fields-diff';
import { msg, type Text } from '#shared/messages/message';
import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { removeAll } from '../apply/remove-all';
import { forgetStale, translatedConnections } from '../apply/stale-connections';
import { makeChange } from '../doctor/change';
import { usedChainWarnings } from '../observe/read/used-chains';
import { ownTables } from '../plan/own-tables';
import { deletion } from '../plan/links';
import { isAbandonedSocket } from '../server/open-socket';
import type { HeldLock } from '../state/held-lock';
import { ownNamespace, type NamespaceIdentity } from '../state/namespace-identity';
import { expectNoHelper, lockNamespace, sweepLocks } from '../state/namespace-lock';
import { emptyState, StateStore, type State } from '../state/store';
import { ip } from '../system/ip/ip';
import { find, findFiles, traceTables, type Found } from './find';
import { planCleanup, type CleanupPlan, type Removed } from './plan';

/** How long the kernel may take to remove a trace whose programs were killed, in milliseconds. */
const traceLimit = 2_000;

export interface CleanupOptions {
  /** Where the helper listened. */
  readonly socket: string;
  readonly stateFolder: string;
  /** Only report what would be done. */
  readonly dryRun: boolean;
}

/** What a clean-up removed, with the commands that do the same. */
export interface CleanedUp {
  readonly removed: readonly Removed[];
  readonly commands: readonly string[];
  /** What stays, and why. */
  readonly notes: readonly Text[];
}

/**
 * Removes everything of a helper that has ended without doing so itself: rules, chains, bridges,
 * wires and files, by its records and by what is found in the kernel, and restores settings. The
 * intents stay, as after a clean end: the next helper publishes again. Nothing of others changes.
 *
 * What cannot be read or removed keeps nothing else.
 *
 * @returns NAME_IN_USE, with nothing changed, while a helper runs in this network namespace; else
 *   the first failure, with what was removed in its details
 */
export async function runCleanup(options: CleanupOptions): Promise<Result<CleanedUp>> {
  process.umask(0o077);
  const files = await findFiles(options.socket, options.stateFolder);
  return options.dryRun ? rehearse(options, files) : withLock(options, files);
}

async function rehearse(
  { stateFolder }: CleanupOptions,
  files: readonly string[],
): Promise<Result<CleanedUp>> {
  const free = await expectNoHelper();
  if (!free.ok) return free;
  const loaded = await StateStore.peek(stateFolder, await ownNamespace());
  const state = loaded.ok ? (loaded.value?.state ?? emptyState) : emptyState;
  const found = await find(state, files);
  const plan = await planCleanup(found, state);
  const problems = [...(loaded.ok ? [] : [loaded.error]), ...found.problems];
  return outcome(plan, notesOn(found, loaded.ok ? loaded.value?.warning : undefined), problems);
}

async function withLock(
  options: CleanupOptions,
  files: readonly string[],
): Promise<Result<CleanedUp>> {
  const lock = await lockNamespace();
  if (!lock.ok && lock.error.code === 'NAME_IN_USE') return lock;
  const noLock: HeldLock = { release: () => Promise.resolve() };
  try {
    const records = await openRecords(options.stateFolder, await ownNamespace());
    try {
      const problems = [...(lock.ok ? [] : [lock.error]), ...records.problems];
      return await cleanUp(options, files, records, problems);
    } finally {
      await records.store?.close();
    }
  } finally {
    await (lock.ok ? lock.value : noLock).release();
  }
}

/** What a helper saved, as far as it can be used. */
interface Records {
  readonly store: StateStore | null;
  readonly state: State;
  readonly warning?: Text;
  readonly problems: readonly AppError[];
}

/** Opens a state folder if it exists. Without one, or with a bad one, there are no records. */
async function openRecords(folder: string, namespace: NamespaceIdentity): Promise<Records> {
  const none = { store: null, state: emptyState };
  const peeked = await StateStore.peek(folder, namespace);
  if (!peeked.ok) return { ...none, problems: [peeked.error] };
  if (peeked.value === null) return { ...none, problems: [] };
  const store = await StateStore.open(folder, namespace);
  if (!store.ok) return { ...none, problems: [store.error] };
  const loaded = await store.value.load();
  return loaded.ok
    ? { store: store.value, ...loaded.value, problems: [] }
    : { store: store.value, state: emptyState, problems: [loaded.error] };
}

async function cleanUp(
  { socket }: CleanupOptions,
  files: readonly string[],
  { store, state, warning, problems: before }: Records,
  known: readonly AppError[],
): Promise<Result<CleanedUp>> {
  const found = await find(state, files);
  const plan = await planCleanup(found, state);
  const problems = [...known, ...found.problems];
  for (const { changes } of found.undone) for (const change of changes) await makeChange(change);
  const save = async (changed: Partial<State>) => {
    const after = { ...state, ...changed, fixes: found.keptFixes };
    const isKnown = store === null || before.length > 0 || isEqual(after, state);
    return isKnown ? ok(undefined) : store.save(after);
  };
  problems.push(...(await removeAll(found, state, save)));
  await forgetStale(translatedConnections(ownTables(found.tables)), () => undefined);
  for (const { name } of plan.links) {
    const deleted = await ip(deletion(name).args);
    // The other end of a wire goes with the first, and a namespace with its wires.
    if (!deleted.ok && (await isStillThere(name))) problems.push(deleted.error);
  }
  const traces = await untilTracesEnd();
  if (await isAbandonedSocket(socket)) await rm(socket, { force: true });
  await sweepLocks();
  const notes = [
    ...notesOn(found, warning),
    ...traces.map((table) => msg('cleanup.traceStays', { table })),
  ];
  return outcome(plan, notes, problems);
}

async function isStillThere(link: string): Promise<boolean> {
  return (await ip(['link', 'show', 'dev', link])).ok;
}

/** Waits for the kernel to remove the tables of traces; they belong to the programs that trace. */
async function untilTracesEnd(): Promise<readonly string[]> {
  const deadline = performance.now() + traceLimit;
  for (;;) {
    const left = await traceTables();
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(50);
  }
}

function notesOn({ tables }: Found, warning: Text | undefined): readonly Text[] {
  return [...(warning === undefined ? [] : [warning]), ...usedChainWarnings(tables)];
}

function outcome(
  { removed, commands }: CleanupPlan,
  notes: readonly Text[],
  [problem]: readonly AppError[],
): Result<CleanedUp> {
  const done: CleanedUp = { removed, commands, notes };
  if (problem === undefined) return ok(done);
  return problem.code === 'COMMAND_FAILED' || problem.code === 'PORT_IN_USE'
    ? err(problem)
    : err({ ...problem, details: { ...problem.details, ...done } });
}
