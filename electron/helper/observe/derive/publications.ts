import type { Publication } from '#shared/model/publication';
import type { Endpoint, Topology } from '#shared/model/snapshot';
import { familyOf, isLoopback } from '#shared/model/address';
import { msg, type Text } from '#shared/messages/message';
import {
  destinationsOf,
  translation,
  type Course,
  type PublishIntent,
  type Backend,
} from '../../plan/resolved-publication';
import { endpointFinder } from './resolve';

/** The courses of the intents whose endpoint is there and has an address. */
export function coursesOf(
  intents: readonly PublishIntent[],
  { endpoints, host }: Topology,
): readonly Course[] {
  const find = endpointFinder(endpoints);
  const known = new Map<Endpoint, Course['destinations']>();
  return intents.flatMap((intent) => {
    const endpoint = find(intent);
    if (endpoint === undefined) return [];
    const all = known.get(endpoint) ?? destinationsOf(endpoint, host);
    known.set(endpoint, all);
    const destinations = answeredFamilies(intent, endpoint, all);
    return destinations[4] === undefined && destinations[6] === undefined
      ? []
      : [{ intent, destinations }];
  });
}

/**
 * Leaves out the family in which nothing listens on the port while something does in the other: the proxy then
 * serves both families by the one that answers. Without a listener or without a proxy every family is kept.
 */
function answeredFamilies(
  { containerPort, protocol, proxy }: PublishIntent,
  { listeners }: Endpoint,
  all: Course['destinations'],
): Course['destinations'] {
  const here = listeners.filter(
    (listener) => listener.port === containerPort && listener.protocol === protocol,
  );
  if (!proxy || here.length === 0) return all;
  // A socket on :: mostly takes IPv4 as well; whether it does is not told by /proc.
  const dual = here.some(({ address }) => address === '::');
  const four = dual || here.some(({ address }) => familyOf(address) === 4);
  const six = here.some(({ address }) => familyOf(address) === 6);
  const kept = {
    ...(four && all[4] !== undefined ? { 4: all[4] } : {}),
    ...(six && all[6] !== undefined ? { 6: all[6] } : {}),
  };
  return Object.keys(kept).length === 0 ? all : kept;
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
  readonly reason: Text;
}

/** Joins an intent with what serves it into the record that everybody reads. */
export function publicationOf(
  intent: PublishIntent,
  endpoint: Endpoint | undefined,
  course: Course | undefined,
  trouble: Trouble | undefined,
): Publication {
  const { state, reason } = condition(intent, endpoint, course, trouble);
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
    forward: intent.forward,
    masquerade: intent.masquerade,
    state,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** How a publication is, and why it is not as it should be. */
interface Condition {
  readonly state: Publication['state'];
  readonly reason?: Text;
}

function condition(
  intent: PublishIntent,
  endpoint: Endpoint | undefined,
  course: Course | undefined,
  trouble: Trouble | undefined,
): Condition {
  if (trouble !== undefined) return trouble;
  if (endpoint === undefined) {
    return { state: 'waiting', reason: msg('state.notRunning', { endpoint: intent.target.name }) };
  }
  if (course === undefined) {
    return { state: 'waiting', reason: msg('state.noAddress', { endpoint: intent.target.name }) };
  }
  if (!intent.dnat && !intent.proxy) {
    return { state: 'degraded', reason: msg('state.noMeans', { endpoint: endpoint.name }) };
  }
  return listening(intent, endpoint);
}

/** What answers on a way that is open: nothing yet, only the endpoint's own loopback, or a listener. */
function listening(
  { containerPort, protocol }: PublishIntent,
  { name, listeners }: Endpoint,
): Condition {
  const here = listeners.filter(
    (listener) => listener.port === containerPort && listener.protocol === protocol,
  );
  const port = `${String(containerPort)}/${protocol}`;
  if (here.length === 0) {
    return { state: 'active', reason: msg('state.notListening', { port, endpoint: name }) };
  }
  if (!here.every(({ address }) => isLoopback(address))) return { state: 'active' };
  return {
    state: 'degraded',
    reason: msg('state.listensOnLoopback', { port, endpoint: name }),
  };
}
