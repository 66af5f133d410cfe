import type { PublishIntent } from '../plan/course';
import type { Endpoint } from '#shared/model/snapshot';

/** Finds the endpoint that a person means: by id, or by name when only one endpoint has it. */
export function findEndpoint(target: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
  const byId = endpoints.find(({ id }) => id === target);
  if (byId !== undefined) return byId;
  const byName = endpoints.filter(({ name }) => name === target);
  return byName.length === 1 ? byName[0] : undefined;
}

/** Finds the endpoint of an intent: the very one, or its successor of the same runtime and name. */
export function endpointOf(
  { target }: PublishIntent,
  endpoints: readonly Endpoint[],
): Endpoint | undefined {
  const runtime = target.id.slice(0, target.id.indexOf(':'));
  return (
    endpoints.find(({ id }) => id === target.id) ??
    endpoints.find((endpoint) => endpoint.runtime === runtime && endpoint.name === target.name)
  );
}
