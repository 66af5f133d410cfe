import type { Publication } from '#shared/model/publication';
import type { Endpoint, Topology } from '#shared/model/snapshot';
import { familyOf, isLoopback } from '#shared/model/address';
import { msg, type Text } from '#shared/messages/message';
import {
  destinationsOf,
  translation,
  type ResolvedPublication,
  type PublishIntent,
  type Backend,
} from '../../plan/resolved-publication';
import { endpointFinder } from './resolve';

/** Resolves the intents whose endpoint exists and has an address. */
export function resolvePublications(
  intents: readonly PublishIntent[],
  { endpoints, host }: Topology,
): readonly ResolvedPublication[] {
  const find = endpointFinder(endpoints);
  const known = new Map<Endpoint, ResolvedPublication['destinations']>();
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
 * Leaves out the family in which nothing listens on the port while the other has a listener: the
 * proxy then serves both families through the one that answers. Keeps every family when there is no
 * listener or no proxy.
 */
function answeredFamilies(
  { containerPort, protocol, proxy }: PublishIntent,
  { listeners }: Endpoint,
  all: ResolvedPublication['destinations'],
): ResolvedPublication['destinations'] {
  const here = listeners.filter(
    (listener) => listener.port === containerPort && listener.protocol === protocol,
  );
  if (!proxy || here.length === 0) return all;
  // A socket on :: usually accepts IPv4 as well; /proc does not show whether it does.
  const dual = here.some(({ address }) => address === '::');
  const four = dual || here.some(({ address }) => familyOf(address) === 4);
  const six = here.some(({ address }) => familyOf(address) === 6);
  const answered = { 4: four ? all[4] : undefined, 6: six ? all[6] : undefined };
  return answered[4] === undefined && answered[6] === undefined ? all : answered;
}

/** The target of a publication's proxy: the IPv4 address if there is one. */
export function backendOf(resolved: ResolvedPublication): Backend {
  const destination = resolved.destinations[4] ?? resolved.destinations[6];
  if (destination === undefined)
    throw new Error(`publication ${resolved.intent.id} has no destination`);
  return { address: destination.address, port: resolved.intent.containerPort };
}

/** The main destination of a publication: the one of its host address's family if there is one. */
function containerAddress(resolved: ResolvedPublication): string | null {
  const { hostIp } = resolved.intent;
  const preferred = hostIp === '*' ? undefined : resolved.destinations[familyOf(hostIp)];
  return (preferred ?? resolved.destinations[4] ?? resolved.destinations[6])?.address ?? null;
}

/** Why a publication does not work, beyond the state of its endpoint. */
export interface Problem {
  readonly state: 'degraded' | 'failed';
  readonly reason: Text;
}

/** Joins an intent with what serves it into the record that clients see. */
export function publicationOf(
  intent: PublishIntent,
  endpoint: Endpoint | undefined,
  resolved: ResolvedPublication | undefined,
  problem: Problem | undefined,
): Publication {
  const { state, reason } = condition(intent, endpoint, resolved, problem);
  return {
    id: intent.id,
    origin: 'portolan',
    protocol: intent.protocol,
    hostIp: intent.hostIp,
    hostPort: intent.hostPort,
    endpoint: endpoint === undefined ? intent.target : { id: endpoint.id, name: endpoint.name },
    containerIp: resolved === undefined ? null : containerAddress(resolved),
    containerPort: intent.containerPort,
    dnat:
      resolved === undefined
        ? intent.dnat
        : ([4, 6] as const).some((f) => translation(resolved, f)),
    proxy: intent.proxy,
    forward: intent.forward,
    masquerade: intent.masquerade,
    state,
    reason,
  };
}

/** The state of a publication, and the reason when it is not active. */
interface Condition {
  readonly state: Publication['state'];
  readonly reason?: Text;
}

function condition(
  intent: PublishIntent,
  endpoint: Endpoint | undefined,
  resolved: ResolvedPublication | undefined,
  problem: Problem | undefined,
): Condition {
  if (problem !== undefined) return problem;
  if (endpoint === undefined) {
    return { state: 'waiting', reason: msg('state.notRunning', { endpoint: intent.target.name }) };
  }
  if (resolved === undefined) {
    return { state: 'waiting', reason: msg('state.noAddress', { endpoint: intent.target.name }) };
  }
  if (!intent.dnat && !intent.proxy) {
    return { state: 'degraded', reason: msg('state.noMeans', { endpoint: endpoint.name }) };
  }
  return listening(intent, endpoint);
}

/** What answers on an open path: nothing yet, only the endpoint's own loopback, or a listener. */
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
