import { randomUUID } from 'node:crypto';
import type { ObstacleCode, Report } from '#shared/model/doctor';
import type { PathFrom } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { adjust } from '../commands/adjust';
import type { DoctorParts } from './gather';
import type { FixRecord } from '../state/fix';
import { ownNamespace } from '../state/namespace-identity';
import { makeChange, makeChanges } from './change';
import { examine } from './examine';
import { changeText, type Change, type SwitchedParts, type Fix } from './predict/obstacle';

/** Result of applying a fix. */
export interface FixResult {
  readonly fix: string;
  readonly commands: readonly string[];
  readonly report: Report;
}

/** The changes of the kernel that undo a fix. */
export interface UndoneFix {
  readonly id: string;
  readonly changes: readonly Change[];
}

/**
 * Applies and undoes fixes. Saves each fix before applying it, so that it can be undone after a
 * crash too. When the helper shuts down, fixes by rules and settings are undone like everything of
 * Portolan's; fixes of links, routes and parts of publications stay.
 */
export class Fixes {
  readonly #parts: DoctorParts;

  constructor(parts: DoctorParts) {
    this.#parts = parts;
  }

  get #records(): readonly FixRecord[] {
    return this.#parts.state.fixes;
  }

  #save(fixes: readonly FixRecord[]): Promise<Result<void>> {
    return this.#parts.state.save({ fixes });
  }

  /**
   * Finds the obstacle again, and removes it: a client never supplies commands.
   *
   * @returns BAD_REQUEST when the obstacle is gone, UNSUPPORTED when no safe fix is known
   */
  async apply(publication: string, from: PathFrom, code: ObstacleCode): Promise<Result<FixResult>> {
    const examined = await examine(this.#parts, publication, false);
    if (!examined.ok) return examined;
    const found = examined.value.find(({ report }) => report.publication.id === publication);
    if (found === undefined)
      return err(appError('BAD_REQUEST', msg('error.notAnId', { text: publication })));
    const obstacle = found.obstacles.get(from);
    if (obstacle?.code !== code) {
      return err(appError('BAD_REQUEST', msg('error.obstacleGone', { code })));
    }
    if (obstacle.fix === undefined) {
      return err(appError('UNSUPPORTED', msg('error.noSafeFix')));
    }
    const record = await recordOf(publication, obstacle.fix);
    const others = this.#records;
    const saved = await this.#save([...others, { ...record, complete: false }]);
    if (!saved.ok) return saved;
    const done = await this.#carryOut(publication, obstacle.fix);
    if (!done.ok) {
      await this.#forget(record.id);
      return done;
    }
    const completed = await this.#save([...others, record]);
    if (!completed.ok) {
      await this.#undo(record);
      return completed;
    }
    const report = await this.#report(publication);
    return report.ok
      ? ok({ fix: record.id, commands: obstacle.fix.commands, report: report.value })
      : report;
  }

  /** Undoes a fix. The report is null when the publication is gone. */
  async undo(
    id: string,
  ): Promise<Result<{ readonly commands: readonly string[]; readonly report: Report | null }>> {
    const record = this.#records.find((fix) => fix.id === id);
    if (record === undefined) return err(appError('BAD_REQUEST', msg('error.noFix', { fix: id })));
    const commands = (await canUndo(record)) ? await this.#undo(record) : ok([]);
    if (!commands.ok) return commands;
    await this.#forget(id);
    const report = await this.#report(record.publication);
    return ok({ commands: commands.value, report: report.ok ? report.value : null });
  }

  /** After a crash: undoes incomplete fixes, and drops those that a reboot undid. */
  async recover(): Promise<void> {
    const kept: FixRecord[] = [];
    for (const record of this.#records) {
      const undoable = await canUndo(record);
      if (undoable && record.complete) kept.push(record);
      if (undoable && !record.complete) await this.#undo(record);
    }
    if (kept.length < this.#records.length) await this.#save(kept);
  }

  /** Undoes the fixes that must not outlive the helper, the last one first. */
  async close(): Promise<void> {
    for (const record of [...this.#records].reverse()) {
      const { undo } = record;
      const isTemporary = undo.kind === 'changes' && !undo.lasting;
      if (isTemporary && (await canUndo(record))) await this.#undo(record);
    }
    await this.#save([]);
  }

  async #carryOut(publication: string, fix: Fix): Promise<Result<unknown>> {
    // The reconciler would repair incomplete changes as damage.
    return fix.kind === 'changes'
      ? this.#parts.reconciler.transact(() => makeChanges(fix.apply, fix.undo))
      : adjust(this.#parts.reconciler, { id: publication, dryRun: false, ...fix.parts });
  }

  /** Tries every step, also after a failure: the user may have undone one already. */
  async #undo({ publication, undo }: FixRecord): Promise<Result<readonly string[]>> {
    if (undo.kind === 'adjust') {
      const parts: SwitchedParts = undo.parts;
      const adjusted = { id: publication, dryRun: false, ...parts };
      const done = await adjust(this.#parts.reconciler, adjusted);
      return done.ok ? ok(done.value.commands) : done;
    }
    const commands: string[] = [];
    await this.#parts.reconciler.transact(async () => {
      for (const change of undo.changes) {
        if ((await makeChange(change)).ok) commands.push(changeText(change));
      }
    });
    return ok(commands);
  }

  async #report(publication: string): Promise<Result<Report>> {
    const examined = await examine(this.#parts, publication, true);
    if (!examined.ok) return examined;
    const found = examined.value.find(({ report }) => report.publication.id === publication);
    return found === undefined
      ? err(appError('NO_SUCH_PUBLICATION', msg('error.noPublication', { id: publication })))
      : ok(found.report);
  }

  async #forget(id: string): Promise<void> {
    await this.#save(this.#records.filter((fix) => fix.id !== id));
  }
}

async function recordOf(publication: string, fix: Fix): Promise<FixRecord> {
  const { commands, label } = fix;
  const record = {
    id: randomUUID(),
    publication,
    complete: true,
    machine: await thisMachine(),
    label,
    commands,
  };
  if (fix.kind === 'changes') {
    const { undo: changes, lasting } = fix;
    return { ...record, undo: { kind: 'changes', changes, lasting } };
  }
  const parts = Object.fromEntries(Object.keys(fix.parts).map((part) => [part, false]));
  return { ...record, undo: { kind: 'adjust', parts } };
}

/** The changes to undo after a helper was killed, in order, and the records to keep. */
export async function leftByFixes(
  records: readonly FixRecord[],
): Promise<{ readonly undone: readonly UndoneFix[]; readonly kept: readonly FixRecord[] }> {
  const undone: UndoneFix[] = [];
  for (const record of [...records].reverse()) {
    const { id, undo, complete } = record;
    if (undo.kind !== 'changes' || (undo.lasting && complete) || !(await canUndo(record))) continue;
    undone.push({ id, changes: undo.changes });
  }
  // A half-switched part belongs to the intents, which the next helper brings in order.
  const kept = records.filter(({ undo, complete }) => undo.kind === 'adjust' && !complete);
  return { undone, kept };
}

/**
 * Whether there is something to undo: parts of publications outlive a boot, kernel changes do not.
 */
async function canUndo({ undo, machine }: FixRecord): Promise<boolean> {
  return undo.kind === 'adjust' || machine === (await thisMachine());
}

/** This boot of this computer, and this network namespace. */
async function thisMachine(): Promise<string> {
  const { boot, cookie, inode } = await ownNamespace();
  return `${boot} ${cookie === '' ? String(inode) : cookie}`;
}
