import type { Endpoint, Topology } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { containerEndpointId } from '../observe/records/container';
import type { Engine } from '../reconcile/reconciler';
import type { View } from '../observe/observer';
import { findEndpoint } from '../observe/derive/resolve';

/** Reads the kernel so that what happened to an endpoint a moment ago is surely seen. */
export function lookAt(engine: Engine, target: string): Promise<Result<View>> {
  engine.observer.expectChangeOf(findEndpoint(target, engine.snapshot.endpoints)?.id);
  return engine.observer.look();
}

/**
 * Reads the kernel and finds the endpoint that a request names.
 *
 * @returns BAD_REQUEST when it is a container in the host's own network, else NO_SUCH_ENDPOINT
 */
export async function lookAtTarget(
  engine: Engine,
  target: string,
): Promise<Result<{ readonly view: View; readonly endpoint: Endpoint }>> {
  const view = await lookAt(engine, target);
  if (!view.ok) return view;
  const endpoint = findEndpoint(target, view.value.topology.endpoints);
  if (endpoint !== undefined) return ok({ view: view.value, endpoint });
  return err(
    isOnHost(target, view.value) ? onHost(target) : noSuchEndpoint(target, view.value.topology),
  );
}

/** Whether a container runs under a name and yet is no endpoint: it has no network of its own. */
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
