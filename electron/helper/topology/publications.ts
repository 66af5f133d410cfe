import type { Publication } from '#shared/model/publication';
import type { Endpoint, Host } from '#shared/model/snapshot';
import { familyOf } from '#shared/model/address';
import { destinationsOf, translation, type Course, type PublishIntent } from '../plan/course';
import type { Backend } from '../proxy/relay';
import { endpointOf } from './resolve';

/** The courses of the intents whose endpoint is there and has an address. */
export function coursesOf(
  intents: readonly PublishIntent[],
  endpoints: readonly Endpoint[],
  host: Host,
): readonly Course[] {
  return intents.flatMap((intent) => {
    const endpoint = endpointOf(intent, endpoints);
    const destinations = endpoint === undefined ? {} : destinationsOf(endpoint, host);
    return destinations[4] === undefined && destinations[6] === undefined
      ? []
      : [{ intent, destinations }];
  });
}

/** Where the proxy of a course leads: to the IPv4 address when there is one. */
export function backendOf(course: Course): Backend {
  const destination = course.destinations[4] ?? course.destinations[6];
  if (destination === undefined) throw new Error(`course ${course.intent.id} has no destination`);
  return { address: destination.address, port: course.intent.containerPort };
}

/** The address to which a course leads first: that of its host address's family when there is one. */
export function containerAddress(course: Course): string | null {
  const { hostIp } = course.intent;
  const preferred = hostIp === '*' ? undefined : course.destinations[familyOf(hostIp)];
  return (preferred ?? course.destinations[4] ?? course.destinations[6])?.address ?? null;
}

/** What is known of an intent beside its endpoint. */
export interface Trouble {
  readonly state: 'degraded' | 'failed';
  readonly reason: string;
}

/** Joins an intent with what serves it into the record that everybody reads. */
export function publicationOf(
  intent: PublishIntent,
  endpoints: readonly Endpoint[],
  course: Course | undefined,
  trouble: Trouble | undefined,
  commands: readonly string[] | undefined,
): Publication {
  const endpoint = endpointOf(intent, endpoints);
  return {
    id: intent.id,
    origin: 'portolan',
    protocol: intent.protocol,
    hostIp: intent.hostIp,
    hostPort: intent.hostPort,
    endpoint: endpoint === undefined ? intent.target : { id: endpoint.id, name: endpoint.name },
    containerIp: course === undefined ? null : containerAddress(course),
    containerPort: intent.containerPort,
    dnat:
      course === undefined ? intent.dnat : ([4, 6] as const).some((f) => translation(course, f)),
    proxy: intent.proxy,
    ...condition(intent, endpoint, course, trouble),
    ...(commands === undefined ? {} : { commands }),
  };
}

function condition(
  intent: PublishIntent,
  endpoint: Endpoint | undefined,
  course: Course | undefined,
  trouble: Trouble | undefined,
): Pick<Publication, 'state' | 'reason'> {
  if (trouble !== undefined) return trouble;
  if (endpoint === undefined) {
    return { state: 'waiting', reason: `${intent.target.name} is not running.` };
  }
  if (course === undefined) {
    return { state: 'waiting', reason: `${intent.target.name} has no address.` };
  }
  return { state: 'active' };
}
