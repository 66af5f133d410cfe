import { z } from 'zod';

const eventSchema = z.object({ Type: z.string(), Action: z.string() });

/**
 * Events that change the list of containers or their networks. Podman says `remove` where Docker
 * says `destroy`.
 */
const actions: Readonly<Record<string, ReadonlySet<string>>> = {
  container: new Set(['start', 'die', 'destroy', 'remove', 'rename', 'pause', 'unpause', 'update']),
  network: new Set(['connect', 'disconnect']),
};

/** Whether a line of `GET /events` affects the list of containers. */
export function changesContainers(line: string): boolean {
  try {
    const event = eventSchema.safeParse(JSON.parse(line)).data;
    if (event === undefined) return false;
    // Docker appends the result of the check: `health_status: healthy`.
    const [action = ''] = event.Action.split(':');
    return action === 'health_status' || actions[event.Type]?.has(action) === true;
  } catch {
    return false;
  }
}
