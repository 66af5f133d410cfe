import type { HelperHandlers } from '#shared/contract/helper';
import { appError } from '#shared/result/app-error';
import { err } from '#shared/result/result';

type DoctorHandlers = Pick<HelperHandlers, 'doctor' | 'applyFix' | 'undoFix' | 'adjust'>;

/** What the helper does for the methods about ways in and their obstacles. */
export function doctorHandlers(): DoctorHandlers {
  const unsupported = () =>
    Promise.resolve(err(appError('UNSUPPORTED', 'This is not available in this version.')));
  return {
    doctor: unsupported,
    applyFix: unsupported,
    undoFix: unsupported,
    adjust: unsupported,
  };
}
