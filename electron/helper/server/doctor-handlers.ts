import type { HelperHandlers } from '#shared/contract/helper';
import { ok } from '#shared/result/result';
import { SerialQueue } from '../util/serial-queue';
import type { Fixes } from '../doctor/fixes';
import { examine } from '../doctor/examine';
import type { DoctorParts } from '../doctor/gather';

type DoctorHandlers = Pick<HelperHandlers, 'doctor' | 'applyFix' | 'undoFix'>;

/** The parts that the doctor's methods use. */
export interface DoctorContext {
  readonly doctor: DoctorParts;
  readonly fixes: Fixes;
}

/** Implements the doctor's methods. */
export function doctorHandlers({ doctor, fixes }: DoctorContext): DoctorHandlers {
  /** One at a time: probes of two examinations could be mistaken for each other. */
  const serial = new SerialQueue();
  return {
    doctor: ({ selector, observe }) =>
      serial.run(async () => {
        const reports = await examine(doctor, selector, observe);
        return reports.ok ? ok({ reports: reports.value.map(({ report }) => report) }) : reports;
      }),
    applyFix: ({ publication, from, code }) =>
      serial.run(() => fixes.apply(publication, from, code)),
    undoFix: ({ fix }) => serial.run(() => fixes.undo(fix)),
  };
}
