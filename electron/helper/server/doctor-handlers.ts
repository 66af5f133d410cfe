import type { HelperHandlers } from '#shared/contract/helper';
import { ok } from '#shared/result/result';
import type { Engine } from '../reconcile/reconciler';
import { adjust } from '../commands/adjust';
import { SerialQueue } from '../util/serial-queue';
import type { Fixes } from '../doctor/fixes';
import { examine } from '../doctor/examine';

type DoctorHandlers = Pick<HelperHandlers, 'doctor' | 'applyFix' | 'undoFix' | 'adjust'>;

interface Hosting {
  readonly engine: Engine;
  /** Absolute path of the helper's program. */
  readonly script: string;
  readonly fixes: Fixes;
}

/** What the helper does for the methods about ways in and their obstacles. */
export function doctorHandlers({ engine, script, fixes }: Hosting): DoctorHandlers {
  /** Test clients are recognised by what nobody else does meanwhile. */
  const serial = new SerialQueue();
  return {
    doctor: ({ selector, observe }) =>
      serial.run(async () => {
        const reports = await examine(engine, script, selector, observe);
        return reports.ok ? ok({ reports: reports.value.map(({ report }) => report) }) : reports;
      }),
    applyFix: ({ publication, from, code }) =>
      serial.run(() => fixes.apply(publication, from, code)),
    undoFix: ({ fix }) => serial.run(() => fixes.undo(fix)),
    adjust: (input) => adjust(engine, input),
  };
}
