import type { PublishIntent } from '../../plan/resolved-publication';
import type { Endpoint } from '#shared/model/snapshot';

/** The ids of an endpoint: a container's namespace may have its own name. */
function idsOf({ id, namespace }: Endpoint): readonly string[] {
  return namespace === undefined ? [id] : [id, `netns:${namespace}`];
}

function namesOf({ name, names }: Endpoint): readonly string[] {
  return names ?? [name];
}

/** Finds the endpoint that a user names: by id, or by name when it is unique. */
export function findEndpointByName(
  target: string,
  endpoints: readonly Endpoint[],
): Endpoint | undefined {
  const byId = endpoints.find((endpoint) => idsOf(endpoint).includes(target));
  if (byId !== undefined) return byId;
  const byName = endpoints.filter((endpoint) => namesOf(endpoint).includes(target));
  return byName.length === 1 ? byName[0] : undefined;
}

/**
 * Returns a function that finds the endpoint of an intent: the same one, or its successor of the
 * same runtime and name.
 */
export function endpointFinder(
  endpoints: readonly Endpoint[],
): (intent: Pick<PublishIntent, 'target'>) => Endpoint | undefined {
  const byId = new Map(
    endpoints.flatMap((endpoint) => idsOf(endpoint).map((id) => [id, endpoint] as const)),
  );
  const byName = new Map<string, Endpoint>(
    endpoints.flatMap((endpoint) =>
      namesOf(endpoint).map((name) => [`${endpoint.runtime}:${name}`, endpoint] as const),
    ),
  );
  return ({ target }) => {
    const runtime = target.id.slice(0, target.id.indexOf(':'));
    return byId.get(target.id) ?? byName.get(`${runtime}:${target.name}`);
  };
}
