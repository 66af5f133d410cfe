import type { Endpoint, Topology } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { findEndpointByName } from '../observe/derive/resolve';
import { containerEndpointId } from '../observe/records/container';
import type { View } from '../observe/records/reading';
import type { ChangeHint, Transaction } from '../reconcile/reconciler';

/** The endpoint that a request names, and the view in which it was found. */
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
  hint: ChangeHint = {},
): Promise<Result<Target>> {
  const view = await tx.look({ ...hint, endpoint: target });
  if (!view.ok) return view;
  const endpoint = findEndpointByName(target, view.value.topology.endpoints);
  if (endpoint !== undefined) return ok({ view: view.value, endpoint });
  return err(
    usesHostNetwork(target, view.value)
      ? hostNetworkError(target)
      : noSuchEndpoint(target, view.value.topology),
  );
}

/** Whether a name or id belongs to a running container that uses the host's network. */
function usesHostNetwork(target: string, { reading, topology }: View): boolean {
  const known = new Set(topology.endpoints.flatMap(({ name, names }) => names ?? [name]));
  return reading.containers.some(
    (container) =>
      !known.has(container.name) &&
      (target === container.name || target === containerEndpointId(container)),
  );
}

function hostNetworkError(target: string): AppError {
  return appError('BAD_REQUEST', msg('error.hostNetwork', { target }), { target });
}

/** The error for a name that no endpoint has; it lists the first ten that exist. */
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
