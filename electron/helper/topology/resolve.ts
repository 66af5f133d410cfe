import type { PublishIntent } from '../plan/course';
import type { Endpoint } from '#shared/model/snapshot';

/** Finds the endpoint that a person means: by id, or by name when only one endpoint has it. */
export function findEndpoint(target: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
  const byId = endpoints.find(({ id }) => id === target);
  if (byId !== undefined) return byId;
  const byName = endpoints.filter(({ name }) => name === target);
  return byName.length === 1 ? byName[0] : undefined;
}

/**
 * Makes a function that finds the endpoint of an intent: the very one, or its successor of the same runtime and
 * name.
 */
export function endpointFinder(
  endpoints: readonly Endpoint[],
): (intent: Pick<PublishIntent, 'target'>) => Endpoint | undefined {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const byName = new Map(
    endpoints.map((endpoint) => [`${endpoint.runtime}:${endpoint.name}`, endpoint]),
  );
  return ({ target }) => {
    const runtime = target.id.slice(0, target.id.indexOf(':'));
    return byId.get(target.id) ?? byName.get(`${runtime}:${target.name}`);
  };
}
