import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ObstacleCode, Report } from '#shared/model/doctor';
import type { PathFrom } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { adjust } from '../commands/adjust';
import type { DoctorParts } from './gather';
import type { FixRecord } from '../state/fix';
import { makeChange, makeChanges } from './change';
import { examine } from './examine';
import { namespacePath } from '../system/proc/namespace-path';
import { changeText, type Parts, type Remedy } from './predict/remedy';

/** What applying a fix came to. */
export interface Fixed {
  readonly fix: string;
  readonly commands: readonly string[];
  readonly report: Report;
}

/**
 * Applies what removes obstacles, and takes it back. What was applied is remembered durably before, so that it can
 * be taken back after a crash too. When the helper ends in order, rules and settings are taken back as all others of
 * Portolan are; links, routes and parts of publications stay as they were mended.
 */
export class Fixes {
  readonly #parts: DoctorParts;

  constructor(parts: DoctorParts) {
    this.#parts = parts;
  }

  get #records(): readonly FixRecord[] {
    return this.#parts.state.fixes;
  }

  #keep(fixes: readonly FixRecord[]): Promise<Result<void>> {
    return this.#parts.state.save({ fixes });
  }

  /**
   * Finds the obstacle anew, and removes it: no command of a client's is ever run.
   *
   * @returns BAD_REQUEST when it does not stand there any more, UNSUPPORTED when nothing safe removes it
   */
  async apply(publication: string, from: PathFrom, code: ObstacleCode): Promise<Result<Fixed>> {
    const examined = await examine(this.#parts, publication, false);
    if (!examined.ok) return examined;
    const found = examined.value.find(({ report }) => report.publication.id === publication);
    if (found === undefined)
      return err(appError('BAD_REQUEST', msg('error.notAnId', { text: publication })));
    const stop = found.stops.get(from);
    if (stop?.code !== code) {
      return err(appError('BAD_REQUEST', msg('error.obstacleGone', { code })));
    }
    if (stop.remedy === undefined) {
      return err(appError('UNSUPPORTED', msg('error.noSafeFix')));
    }
    const record = await recordOf(publication, stop.remedy);
    const others = this.#records;
    const kept = await this.#keep([...others, { ...record, complete: false }]);
    if (!kept.ok) return kept;
    const done = await this.#carryOut(publication, stop.remedy);
    if (!done.ok) {
      await this.#forget(record.id);
      return done;
    }
    const noted = await this.#keep([...others, record]);
    if (!noted.ok) {
      await this.#takeBack(record);
      return noted;
    }
    const report = await this.#report(publication);
    return report.ok
      ? ok({ fix: record.id, commands: stop.remedy.commands, report: report.value })
      : report;
  }

  /** Takes a fix back. The report is null when the publication is gone. */
  async undo(
    id: string,
  ): Promise<Result<{ readonly commands: readonly string[]; readonly report: Report | null }>> {
    const record = this.#records.find((fix) => fix.id === id);
    if (record === undefined) return err(appError('BAD_REQUEST', msg('error.noFix', { fix: id })));
    const commands = (await isHere(record)) ? await this.#takeBack(record) : ok([]);
    if (!commands.ok) return commands;
    await this.#forget(id);
    const report = await this.#report(record.publication);
    return ok({ commands: commands.value, report: report.ok ? report.value : null });
  }

  /** After a crash: takes back what was stopped half-way, and forgets what ended with another boot. */
  async recover(): Promise<void> {
    const kept: FixRecord[] = [];
    for (const record of this.#records) {
      const here = await isHere(record);
      if (here && record.complete) kept.push(record);
      if (here && !record.complete) await this.#takeBack(record);
    }
    if (kept.length < this.#records.length) await this.#keep(kept);
  }

  /** Takes back what must not outlive the helper, the last one first. */
  async close(): Promise<void> {
    for (const record of [...this.#records].reverse()) {
      const { undo } = record;
      const goes = undo.kind === 'changes' && !undo.lasting;
      if (goes && (await isHere(record))) await this.#takeBack(record);
    }
    await this.#keep([]);
  }

  async #carryOut(publication: string, remedy: Remedy): Promise<Result<unknown>> {
    // Half-made changes would be taken for damage, and repaired.
    return remedy.kind === 'changes'
      ? this.#parts.reconciler.transact(() => makeChanges(remedy.apply, remedy.undo))
      : adjust(this.#parts.reconciler, { id: publication, dryRun: false, ...remedy.parts });
  }

  /** Each step is tried, whatever became of the one before: somebody may have taken it back by hand. */
  async #takeBack({ publication, undo }: FixRecord): Promise<Result<readonly string[]>> {
    if (undo.kind === 'adjust') {
      const parts: Parts = undo.parts;
      const done = await adjust(this.#parts.reconciler, {
        id: publication,
        dryRun: false,
        ...parts,
      });
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
    await this.#keep(this.#records.filter((fix) => fix.id !== id));
  }
}

async function recordOf(publication: string, remedy: Remedy): Promise<FixRecord> {
  const { commands, label } = remedy;
  const made = { id: randomUUID(), publication, complete: true, machine: await thisMachine() };
  const shared = { ...made, label, commands };
  if (remedy.kind === 'changes') {
    const { undo: changes, lasting } = remedy;
    return { ...shared, undo: { kind: 'changes', changes, lasting } };
  }
  const parts = Object.fromEntries(Object.keys(remedy.parts).map((part) => [part, false]));
  return { ...shared, undo: { kind: 'adjust', parts } };
}

/** Whether there is something to take back: parts of publications outlive a boot, changes of the kernel do not. */
async function isHere({ undo, machine }: FixRecord): Promise<boolean> {
  return undo.kind === 'adjust' || machine === (await thisMachine());
}

/** This boot of this computer, and this network namespace. */
async function thisMachine(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const { ino } = await stat(namespacePath({ pid: 'self' }));
  return `${boot.trim()} ${String(ino)}`;
}
