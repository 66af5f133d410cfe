import { familyOf } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Topology } from '#shared/model/snapshot';
import type { PathFrom } from '#shared/model/trace';
import { msg, type Text } from '#shared/messages/message';
import { endpointOf, neighbourOf, type InboundPath } from './inbound/inbound-paths';
import { gatherEvidence, watchAll } from './evidence';
import { judge, type Observation } from './judge';
import type { Attempt } from './attempt';
import type { View } from '../observe/records/reading';
import { Vantages, type ClientPlace } from './vantages';

/** A publication whose inbound paths are tested. */
export interface Subject {
  readonly publication: Publication;
  readonly inbound: readonly InboundPath[];
  /** Where a client represents one outside; a note if that is not possible. */
  readonly outside: ClientPlace | { readonly note: Text };
}

/** The observations by publication id and path. */
export type Observations = ReadonlyMap<string, ReadonlyMap<PathFrom, Observation>>;

/** How many publications are tested at once. */
const batchSize = 12;
/**
 * After this long no further publication is tested, in milliseconds: a client of the helper waits
 * for a minute at most.
 */
const totalLimit = 35_000;

/** One inbound path of one publication, with the client that tests it. */
interface Task {
  readonly subject: Subject;
  readonly from: PathFrom;
  readonly place: ClientPlace;
  readonly attempt: Attempt;
}

/**
 * Tests the inbound paths of publications with real connections, all paths of one at the same time.
 *
 * @param script the helper's own program
 */
export async function observe(
  subjects: readonly Subject[],
  view: View,
  script: string,
): Promise<Observations> {
  const vantages = new Vantages(view, script);
  const results = new Map<string, ReadonlyMap<PathFrom, Observation>>();
  const start = performance.now();
  try {
    for (let first = 0; first < subjects.length; first += batchSize) {
      const batch = subjects.slice(first, first + batchSize);
      const late = performance.now() - start > totalLimit;
      const found = late
        ? batch.map(({ inbound }) => untested(inbound, msg('note.noTime')))
        : await observeBatch(batch, view, vantages);
      for (const [i, { publication }] of batch.entries()) {
        const observed = found[i];
        if (observed !== undefined) results.set(publication.id, observed);
      }
    }
  } finally {
    await vantages.close();
  }
  return results;
}

function untested(paths: readonly InboundPath[], note: Text): ReadonlyMap<PathFrom, Observation> {
  return new Map(paths.map(({ from }) => [from, { observed: 'untested', note }]));
}

async function observeBatch(
  subjects: readonly Subject[],
  view: View,
  vantages: Vantages,
): Promise<readonly ReadonlyMap<PathFrom, Observation>[]> {
  const results = subjects.map(() => new Map<PathFrom, Observation>());
  const tasks: Task[] = [];
  for (const [i, subject] of subjects.entries()) {
    for (const [j, path] of subject.inbound.entries()) {
      const { from, address } = path;
      const place = clientPlace(subject, path, view.topology);
      const problem = 'note' in place ? place.note : await vantages.open(place);
      if (problem !== null || 'note' in place || address === null) {
        results[i]?.set(from, { observed: 'untested', note: problem ?? '' });
        continue;
      }
      const { protocol, hostPort: port } = subject.publication;
      const id = `${String(i)} ${from}`;
      // Each datagram has a size of its own, which identifies it where it arrives.
      const size = i * subject.inbound.length + j;
      tasks.push({ subject, from, place, attempt: { id, protocol, address, port, size } });
    }
  }
  const arrivals = await watchAll(
    subjects.map(({ publication }) => publication),
    view,
  );
  const attempted = await vantages.connect(tasks);
  const evidence = await Promise.all(
    subjects.map(({ publication }) => gatherEvidence(publication, view, arrivals)),
  );
  vantages.release();
  for (const watch of new Set(arrivals.values())) watch.stop();
  for (const { from, attempt, subject } of tasks) {
    const i = subjects.indexOf(subject);
    const result = attempted.get(attempt.id);
    const seen = evidence[i];
    const observation: Observation =
      result === undefined || seen === undefined
        ? { observed: 'untested', note: msg('note.silentClient') }
        : judge(subject.publication, result, attempt, seen);
    results[i]?.set(from, observation);
  }
  return results;
}

/** Returns where the client of an inbound path connects from; a note if it has none. */
export function clientPlace(
  { publication, outside }: Subject,
  { from, address, note }: InboundPath,
  topology: Topology,
): ClientPlace | { readonly note: Text } {
  if (address === null) return { note: note ?? '' };
  if (from === 'host-address' || from === 'loopback4' || from === 'loopback6') {
    return { kind: 'host' };
  }
  if (from === 'lan') return outside;
  const family = familyOf(address);
  const endpoint = endpointOf(publication, topology);
  if (endpoint === undefined) {
    const name = publication.endpoint?.name;
    return {
      note:
        name === undefined
          ? msg('note.unknownEndpoint')
          : msg('note.endpointAway', { endpoint: name }),
    };
  }
  if (from === 'self') return { kind: 'endpoint', id: endpoint.id };
  const neighbour = neighbourOf(endpoint, topology, family);
  if (neighbour.kind === 'none') return { note: neighbour.note };
  return neighbour.kind === 'endpoint'
    ? { kind: 'endpoint', id: neighbour.endpoint.id }
    : { kind: 'guest', bridge: neighbour.bridge };
}
