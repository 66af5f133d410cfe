import {
  hostAddressFault,
  hostPortName,
  parseHostPortSelector,
  type PortRequest,
} from '#shared/model/port-spec';
import type { HelperHandlers } from '#shared/contract/helper';
import { parseAddress } from '#shared/model/address';
import { publicationId, type Publication } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { say } from '#shared/wording/wording';
import type { Engine } from '../reconcile/reconciler';
import type { View } from '../observe/observer';
import { readSysctl } from '../system/sysctl';
import { proxyCommands } from '../plan/commands';
import { destinationsOf, type PublishIntent } from '../plan/resolved-publication';
import { releaseGrace } from '../proxy/port-reservations';
import { choosablePorts, dynamicPorts, parseReservedPorts } from './free-port';
import { readPortRequests } from '../observe/derive/port-requests';
import { resolvePublications, publicationOf } from '../observe/derive/publications';
import { lookAtTarget } from './target';
import { endpointFinder } from '../observe/derive/resolve';

type PublishInput = Parameters<HelperHandlers['publish']>[0];
type UnpublishInput = Parameters<HelperHandlers['unpublish']>[0];
type CheckPortInput = Parameters<HelperHandlers['checkPort']>[0];
type Output<M extends keyof HelperHandlers> = Awaited<ReturnType<HelperHandlers[M]>>;

/** Publishes the ports that a request names: all of them, or none and nothing is changed. */
export function publish(engine: Engine, input: PublishInput): Promise<Output<'publish'>> {
  const requests = readPortRequests(input.specs);
  if (!requests.ok) return Promise.resolve(requests);
  return engine.exclusively(async () => {
    const target = await lookAtTarget(engine, input.target);
    if (!target.ok) return target;
    const { view, endpoint } = target.value;
    const destinations = destinationsOf(endpoint, view.topology.host);
    if (destinations[4] === undefined && destinations[6] === undefined) {
      return err(
        appError(
          'ENDPOINT_HAS_NO_ADDRESS',
          say('error.noReachableAddress', { endpoint: endpoint.name }),
          { endpoint: endpoint.id },
        ),
      );
    }
    const taken = await takePorts(engine, endpoint, requests.value, input);
    if (!taken.ok) return taken;
    const result = input.dryRun
      ? await rehearse(engine, view, taken.value)
      : await commit(engine, view, taken.value);
    if (input.dryRun || !result.ok) for (const { id } of taken.value) engine.ports.release(id, 0);
    return result;
  });
}

/** Takes the host port of every request; when one cannot be taken, the others are given back. */
async function takePorts(
  engine: Engine,
  endpoint: Endpoint,
  requests: readonly PortRequest[],
  { dnat, proxy }: PublishInput,
): Promise<Result<readonly PublishIntent[]>> {
  const intents: PublishIntent[] = [];
  for (const { protocol, hostIp, hostPort, containerPort } of requests) {
    const candidates = await candidatePorts(hostPort);
    let taken: Result<void> = err(
      appError(
        'BAD_REQUEST',
        say('error.noFreePort', { port: containerPort, endpoint: endpoint.name }),
      ),
    );
    for (const port of candidates) {
      const intent: PublishIntent = {
        id: publicationId(hostIp, port, protocol),
        target: { id: endpoint.id, name: endpoint.name },
        ...{ protocol, hostIp, hostPort: port, containerPort, dnat, proxy },
        ...{ forward: true, masquerade: true },
      };
      taken = await engine.ports.take(intent);
      if (taken.ok) {
        intents.push(intent);
        break;
      }
      if (taken.error.code !== 'PORT_IN_USE') break;
    }
    if (!taken.ok) {
      for (const { id } of intents) engine.ports.release(id, 0);
      return taken;
    }
  }
  return ok(intents);
}

async function candidatePorts(wanted: PortRequest['hostPort']): Promise<Iterable<number>> {
  if (typeof wanted === 'number') return [wanted];
  const reserved = parseReservedPorts((await readSysctl('net.ipv4.ip_local_reserved_ports')) ?? '');
  return wanted === null ? choosablePorts(dynamicPorts, reserved) : choosablePorts(wanted, []);
}

/** Plans without applying: what would be published, and by which commands. */
async function rehearse(
  engine: Engine,
  view: View,
  added: readonly PublishIntent[],
): Promise<Output<'publish'>> {
  const publications = [...engine.intents.publications, ...added];
  const mine = resolvePublications(added, view.topology);
  const find = endpointFinder(view.topology.endpoints);
  return ok({
    publications: added.map((intent) =>
      publicationOf(
        intent,
        find(intent),
        mine.find((publication) => publication.intent === intent),
        undefined,
      ),
    ),
    commands: [...(await engine.rehearse(view, { publications })), ...mine.flatMap(proxyCommands)],
  });
}

/** Saves the intents and applies them; on failure both are as before. */
async function commit(
  engine: Engine,
  view: View,
  added: readonly PublishIntent[],
): Promise<Output<'publish'>> {
  const done = await engine.reconcile(view, {
    publications: [...engine.intents.publications, ...added],
  });
  if (!done.ok) return done;
  const ids = new Set(added.map(({ id }) => id));
  const mine = resolvePublications(added, view.topology);
  return ok({
    publications: engine.show(done.value.view).publications.filter(({ id }) => ids.has(id)),
    commands: [...done.value.commands, ...mine.flatMap(proxyCommands)],
  });
}

/** Takes publications away: all that the request names, or none. */
export function unpublish(engine: Engine, input: UnpublishInput): Promise<Output<'unpublish'>> {
  return engine.exclusively(async () => {
    const found = selectPublications(input.selectors, engine.snapshot.publications);
    if (!found.ok) return found;
    const view = await engine.observer.look();
    if (!view.ok) return view;
    const gone = new Set(found.value.map(({ id }) => id));
    const publications = engine.intents.publications.filter(({ id }) => !gone.has(id));
    if (input.dryRun) {
      const commands = await engine.rehearse(view.value, { publications });
      return ok({ removed: found.value, commands });
    }
    const done = await engine.reconcile(view.value, { publications });
    if (!done.ok) return done;
    for (const id of gone) engine.ports.release(id, releaseGrace);
    engine.show(done.value.view);
    return ok({ removed: found.value, commands: done.value.commands });
  });
}

/** Finds the publications that selectors name; each must name at least one, and only Portolan's own. */
export function selectPublications(
  selectors: readonly string[],
  publications: readonly Publication[],
): Result<readonly Publication[]> {
  const byId = new Map(publications.map((publication) => [publication.id, publication]));
  const found = new Map<string, Publication>();
  for (const selector of selectors) {
    const named = byId.get(selector);
    const matches = named === undefined ? atHostPort(selector, publications) : [named];
    if (matches.length === 0) {
      return err(
        appError('NO_SUCH_PUBLICATION', say('error.nothingPublished', { selector }), { selector }),
      );
    }
    const foreign = matches.find(({ origin }) => origin !== 'portolan');
    if (foreign !== undefined) {
      const name = hostPortName(foreign.hostIp, foreign.hostPort, foreign.protocol);
      return err(
        appError(
          'NOT_OURS',
          say('error.publishedBy', { name, origin: say(`origin.${foreign.origin}`) }),
          {
            publication: foreign.id,
            origin: foreign.origin,
          },
        ),
      );
    }
    for (const publication of matches) found.set(publication.id, publication);
  }
  return ok([...found.values()]);
}

function atHostPort(
  selector: string,
  publications: readonly Publication[],
): readonly Publication[] {
  const wanted = parseHostPortSelector(selector);
  if (wanted === null) return [];
  return publications.filter(
    ({ hostIp, hostPort, protocol }) =>
      hostPort === wanted.hostPort &&
      protocol === (wanted.protocol ?? protocol) &&
      hostIp === (wanted.hostIp ?? hostIp),
  );
}

/** How many ports above the wanted one are tried for a suggestion. */
const suggestionsTried = 200;

/** Tells whether a host port can be published, and the next one upwards that can. */
export async function checkPort(
  engine: Engine,
  input: CheckPortInput,
): Promise<Output<'checkPort'>> {
  const address = input.hostIp === '*' ? ok('*') : parseAddress(input.hostIp);
  if (!address.ok) return address;
  const fault = hostAddressFault(address.value);
  if (fault !== null) return err(appError('BAD_REQUEST', fault));
  const probe = (port: number) =>
    engine.ports.probe({ address: address.value, port, protocol: input.protocol });
  const wanted = await probe(input.hostPort);
  if (wanted.ok) return ok({ free: true, suggestion: input.hostPort });
  if (wanted.error.code !== 'PORT_IN_USE') return wanted;
  const last = Math.min(65535, input.hostPort + suggestionsTried);
  for (let port = input.hostPort + 1; port <= last; port++) {
    if ((await probe(port)).ok)
      return ok({ free: false, holder: wanted.error.details, suggestion: port });
  }
  return ok({ free: false, holder: wanted.error.details, suggestion: null });
}
