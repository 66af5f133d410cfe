import { familyOf } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Topology } from '#shared/model/snapshot';
import type { WayIn } from '#shared/model/trace';
import { msg, type Text } from '#shared/messages/message';
import { endpointOf, neighbourOf, type Way } from './ways/ways';
import { gatherEvidence, watchAll } from './evidence';
import { judge, type Observation } from './judge';
import type { Question } from './question';
import type { View } from '../observe/records/reading';
import { Vantages, type Place } from './vantages';

/** A publication whose ways are to be tried. */
export interface Subject {
  readonly publication: Publication;
  readonly ways: readonly Way[];
  /** From where the way from outside is asked; a note where nobody can ask in its place. */
  readonly outside: Place | { readonly note: Text };
}

/** By publication id and way. */
export type Observations = ReadonlyMap<string, ReadonlyMap<WayIn, Observation>>;

/** How many publications are asked at once. */
const batchSize = 12;
/** After so long no further publication is begun, in milliseconds: a client waits for a minute at most. */
const totalLimit = 35_000;

/** One way of one publication, with who asks it. */
interface Task {
  readonly subject: Subject;
  readonly from: WayIn;
  readonly place: Place;
  readonly question: Question;
}

/** Tries the ways of publications by real connections, those of one publication all at once. */
export async function observe(
  subjects: readonly Subject[],
  view: View,
  script: string,
): Promise<Observations> {
  const vantages = new Vantages(view, script);
  const results = new Map<string, ReadonlyMap<WayIn, Observation>>();
  const start = performance.now();
  try {
    for (let first = 0; first < subjects.length; first += batchSize) {
      const batch = subjects.slice(first, first + batchSize);
      const late = performance.now() - start > totalLimit;
      const found = late
        ? batch.map(({ ways }) => all(ways, msg('note.noTime')))
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

function all(ways: readonly Way[], note: Text): ReadonlyMap<WayIn, Observation> {
  return new Map(ways.map(({ from }) => [from, { observed: 'untested', note }]));
}

async function observeBatch(
  subjects: readonly Subject[],
  view: View,
  vantages: Vantages,
): Promise<readonly ReadonlyMap<WayIn, Observation>[]> {
  const results = subjects.map(() => new Map<WayIn, Observation>());
  const tasks: Task[] = [];
  for (const [i, subject] of subjects.entries()) {
    for (const [j, way] of subject.ways.entries()) {
      const place = clientPlace(subject, way, view.topology);
      const problem = 'note' in place ? place.note : await vantages.open(place);
      if (problem !== null || 'note' in place || way.address === null) {
        results[i]?.set(way.from, { observed: 'untested', note: problem ?? '' });
        continue;
      }
      const { protocol, hostPort: port } = subject.publication;
      const id = `${String(i)} ${way.from}`;
      // Each datagram has a size of its own, by which it is known again where it arrives.
      const size = i * subject.ways.length + j;
      const question = { id, protocol, address: way.address, port, size };
      tasks.push({ subject, from: way.from, place, question });
    }
  }
  const arrivals = await watchAll(
    subjects.map(({ publication }) => publication),
    view,
  );
  const answers = await vantages.ask(tasks);
  const evidence = await Promise.all(
    subjects.map(({ publication }) => gatherEvidence(publication, view, arrivals)),
  );
  vantages.release();
  for (const watched of new Set(arrivals.values())) watched.stop();
  for (const { from, question, subject } of tasks) {
    const i = subjects.indexOf(subject);
    const answer = answers.get(question.id);
    const seen = evidence[i];
    const observation: Observation =
      answer === undefined || seen === undefined
        ? { observed: 'untested', note: msg('note.silentClient') }
        : judge(subject.publication, answer, question, seen);
    results[i]?.set(from, observation);
  }
  return results;
}

/** Who asks a way; a note where nobody can. */
export function clientPlace(
  { publication, outside }: Subject,
  { from, address, note }: Way,
  topology: Topology,
): Place | { readonly note: Text } {
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
