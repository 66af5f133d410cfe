import type { HelperHandlers } from '#shared/contract/helper';
import type { Endpoint } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { verbatim } from '#shared/messages/message';
import type { ClientConnection } from '../util/client-connection';
import type { Reconciler } from '../reconcile/reconciler';
import { noSuchEndpoint } from '../commands/target';
import { findEndpointByName } from '../observe/derive/resolve';
import type { Accounting } from '../flows/accounting';
import type { FlowList } from '../flows/flow-session';
import type { FlowSessions } from '../flows/flow-sessions';

type FlowHandlers = Pick<
  HelperHandlers,
  'flows' | 'followFlows' | 'unfollowFlows' | 'setAccounting'
>;

/** The parts that the methods about flows use. */
export interface FlowsContext {
  readonly reconciler: Reconciler;
  readonly flows: FlowSessions;
  readonly accounting: Accounting;
}

/** Implements the methods about flows for one client. */
export function flowsHandlers(
  { reconciler, flows: sessions, accounting }: FlowsContext,
  client: ClientConnection,
): FlowHandlers {
  return {
    flows: async ({ endpoint }) => {
      const target = findTarget(reconciler, endpoint);
      if (!target.ok) return target;
      const list = await sessions.list(target.value);
      if (!list.ok) return list;
      const { trouble } = list.value.status;
      return trouble === undefined
        ? ok(listOutput(list.value))
        : err(appError('UNSUPPORTED', verbatim(trouble)));
    },
    followFlows: async ({ endpoint }) => {
      const target = findTarget(reconciler, endpoint);
      if (!target.ok) return target;
      const list = await sessions.follow(client, target.value);
      return list.ok ? ok(listOutput(list.value)) : list;
    },
    unfollowFlows: () => {
      sessions.unfollow(client);
      return Promise.resolve(ok({}));
    },
    setAccounting: ({ on }) => accounting.set(reconciler, on),
  };
}

function listOutput({ flows, status, omitted }: FlowList) {
  return { flows, status, omitted: omitted === 0 ? undefined : omitted };
}

/** Finds the endpoint whose table a request is about; undefined for the host's. */
function findTarget(
  { snapshot }: Pick<Reconciler, 'snapshot'>,
  target: string | undefined,
): Result<Endpoint | undefined> {
  if (target === undefined) return ok(undefined);
  const found = findEndpointByName(target, snapshot.endpoints);
  return found === undefined ? err(noSuchEndpoint(target, snapshot)) : ok(found);
}
