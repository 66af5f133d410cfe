import type { HelperHandlers } from '#shared/contract/helper';
import { appError } from '#shared/result/app-error';
import { err } from '#shared/result/result';

type FlowHandlers = Pick<
  HelperHandlers,
  'flows' | 'followFlows' | 'unfollowFlows' | 'setAccounting'
>;

/** What the helper does for the methods about flows. */
export function flowsHandlers(): FlowHandlers {
  const unsupported = () =>
    Promise.resolve(err(appError('UNSUPPORTED', 'This is not available in this version.')));
  return {
    flows: unsupported,
    followFlows: unsupported,
    unfollowFlows: unsupported,
    setAccounting: unsupported,
  };
}
