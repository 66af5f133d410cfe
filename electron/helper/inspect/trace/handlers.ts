import type { HelperHandlers } from '#shared/contract/helper';
import { appError } from '#shared/result/app-error';
import { err } from '#shared/result/result';

type TraceHandlers = Pick<HelperHandlers, 'startTrace' | 'stopTrace'>;

/** What the helper does for the methods about traces. */
export function traceHandlers(): TraceHandlers {
  const unsupported = () =>
    Promise.resolve(err(appError('UNSUPPORTED', 'This is not available in this version.')));
  return {
    startTrace: unsupported,
    stopTrace: unsupported,
  };
}
