import type { HelperHandlers } from '#shared/contract/helper';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import type { Engine } from '../../engine';
import { Serial } from '../../serial';
import { examine } from './examine';

type DoctorHandlers = Pick<HelperHandlers, 'doctor' | 'applyFix' | 'undoFix' | 'adjust'>;

interface Hosting {
  readonly engine: Engine;
  /** Absolute path of the helper's program. */
  readonly script: string;
}

/** What the helper does for the methods about ways in and their obstacles. */
export function doctorHandlers({ engine, script }: Hosting): DoctorHandlers {
  /** Test clients are recognised by what nobody else does meanwhile. */
  const serial = new Serial();
  const unsupported = () =>
    Promise.resolve(err(appError('UNSUPPORTED', 'This is not available in this version.')));
  return {
    doctor: ({ selector, observe }) =>
      serial.run(async () => {
        const reports = await examine(engine, script, selector, observe);
        return reports.ok ? ok({ reports: reports.value.map(({ report }) => report) }) : reports;
      }),
    applyFix: unsupported,
    undoFix: unsupported,
    adjust: unsupported,
  };
}
