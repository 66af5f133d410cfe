import { z } from 'zod';
import { parseBoundedJson } from '#shared/model/bounded-json';

const eventSchema = z.object({ Type: z.string(), Action: z.string() });

/**
 * Events that change the list of containers or their networks. Podman says `remove` where Docker
 * says `destroy`.
 */
const actions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'container',
    new Set(['start', 'die', 'destroy', 'remove', 'rename', 'pause', 'unpause', 'update']),
  ],
  ['network', new Set(['connect', 'disconnect'])],
]);

/** Whether a line of `GET /events` affects the list of containers. */
export function changesContainers(line: string): boolean {
  const json = parseBoundedJson(line);
  const event = json.ok ? eventSchema.safeParse(json.value).data : undefined;
  if (event === undefined) return false;
  // Docker appends the result of the check: `health_status: healthy`.
  const [action = ''] = event.Action.split(':');
  return action === 'health_status' || actions.get(event.Type)?.has(action) === true;
}
