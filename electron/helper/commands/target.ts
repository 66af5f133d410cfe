import type { Endpoint, Topology } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { findEndpoint } from '../observe/derive/resolve';
import { containerEndpointId } from '../observe/records/container';
import type { View } from '../observe/records/reading';
import type { Changed, Transaction } from '../reconcile/reconciler';

/** The machine with the endpoint that a request names. */
export interface Target {
  readonly view: View;
  readonly endpoint: Endpoint;
}

/**
 * Reads the kernel and finds the endpoint that a request names.
 *
 * @param target an endpoint's id or name
 * @returns BAD_REQUEST when it is a container in the host's own network, else NO_SUCH_ENDPOINT
 */
export async function lookAtTarget(
  tx: Transaction,
  target: string,
  changed: Changed = {},
): Promise<Result<Target>> {
  const view = await tx.look({ ...changed, endpoint: target });
  if (!view.ok) return view;
  const endpoint = findEndpoint(target, view.value.topology.endpoints);
  if (endpoint !== undefined) return ok({ view: view.value, endpoint });
  return err(
    isOnHost(target, view.value) ? onHost(target) : noSuchEndpoint(target, view.value.topology),
  );
}

/** Whether a name or id is that of a running container that has no network of its own. */
function isOnHost(target: string, { reading, topology }: View): boolean {
  const known = new Set(topology.endpoints.flatMap(({ name, names }) => names ?? [name]));
  return reading.containers.some(
    (container) =>
      !known.has(container.name) &&
      (target === container.name || target === containerEndpointId(container)),
  );
}

function onHost(target: string): AppError {
  return appError('BAD_REQUEST', msg('error.hostNetwork', { target }), { target });
}

/** The refusal of a name that no endpoint has; it lists the first ten that exist. */
export function noSuchEndpoint(
  target: string,
  { endpoints }: Pick<Topology, 'endpoints'>,
): AppError {
  const names = endpoints.slice(0, 10).map(({ name }) => name);
  const text =
    names.length === 0
      ? msg('error.noEndpoint', { target })
      : msg('error.noEndpointAmong', { target, names: names.join(', ') });
  return appError('NO_SUCH_ENDPOINT', text, { target });
}
