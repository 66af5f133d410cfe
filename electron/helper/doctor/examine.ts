import { socketName } from '#shared/model/address';
import type { Path, Report } from '#shared/model/doctor';
import type { PathFrom } from '#shared/model/trace';
import { ok, type Result } from '#shared/result/result';
import { joinSentences, msg } from '#shared/messages/message';
import { listConnections } from '../system/conntrack/conntrack';
import type { Observation } from '../paths/judge';
import { observe, type Subject } from '../paths/observe';
import { gather, type DoctorParts, type Gathered } from './gather';
import { followHidden, hidden, mostFollowed } from './hidden';
import { lookOutside, type Outside } from './outside';
import { tuplesWithPorts, type TrackedTuples } from '../system/conntrack/conntrack-entry';
import { predict, type Prediction } from './predict/predict';
import { obstacleOf, type Stop } from './predict/stop';
import { staleStops } from './stale';
import { inboundPaths, type InboundPath } from '../paths/inbound/inbound-paths';

/** One publication with what is predicted of its ways. */
interface Foretold extends Subject {
  readonly predictions: ReadonlyMap<PathFrom, Prediction>;
}

/** A report, with what would remove each obstacle. */
export interface Examined {
  readonly report: Report;
  readonly stops: ReadonlyMap<PathFrom, Stop>;
}

/**
 * Reads the machine anew, and tells of each way in to the publications that a selector names what the
 * configuration makes of it and, when asked, what a real connection came to.
 */
export async function examine(
  parts: DoctorParts,
  selector: string | undefined,
  withObservation: boolean,
): Promise<Result<readonly Examined[]>> {
  const gathered = await gather(parts, selector);
  if (!gathered.ok) return gathered;
  const { view } = gathered.value;
  const foretold = await foretell(gathered.value);
  const observations = withObservation ? await observe(foretold, view, parts.script) : null;
  const examined: Examined[] = [];
  let followed = 0;
  for (const subject of foretold) {
    const { publication, inbound, predictions } = subject;
    const paths: Path[] = [];
    for (const way of inbound) {
      const seen = observations?.get(publication.id)?.get(way.from);
      const path = pathOf(way, publication.hostPort, predictions.get(way.from), seen);
      const isHidden = path.obstacle?.code === hidden.code && followed < mostFollowed;
      if (isHidden) followed += 1;
      const stop = isHidden ? await followHidden(parts, view, subject, way.from) : null;
      paths.push(stop === null ? path : { ...path, obstacle: obstacleOf(stop) });
    }
    const fixes = appliedTo(publication.id, parts.state);
    const report = { publication, paths, ...(fixes.length === 0 ? {} : { fixes }) };
    examined.push({ report, stops: stopsOf(predictions) });
  }
  return ok(examined);
}

function appliedTo(publication: string, { fixes }: Pick<DoctorParts['state'], 'fixes'>) {
  return fixes
    .filter((fix) => fix.publication === publication)
    .map(({ id, label, commands }) => ({ id, label, commands }));
}

function stopsOf(predictions: Foretold['predictions']): Examined['stops'] {
  const stops = [...predictions].flatMap(([way, { stop }]) =>
    stop === undefined ? [] : [[way, stop] as const],
  );
  return new Map(stops);
}

async function foretell({ facts, view, selected }: Gathered): Promise<readonly Foretold[]> {
  const tracked = selected.some(({ protocol }) => protocol === 'udp') ? await trackedUdp() : [];
  return selected.map((publication): Foretold => {
    const inbound = inboundPaths(publication, facts.topology);
    const stale =
      publication.protocol === 'udp'
        ? staleStops(facts, publication, tracked)
        : new Map<PathFrom, Stop>();
    let outside: Outside['place'] = { kind: 'lan' };
    const predictions = inbound.map((way): readonly [PathFrom, Prediction] => {
      if (way.from !== 'lan') return [way.from, predict(facts, publication, way, null)];
      const looked = lookOutside(facts, view.reading, publication, way);
      outside = looked.place;
      return [way.from, looked.prediction];
    });
    const withStale = predictions.map(([way, prediction]): readonly [PathFrom, Prediction] => {
      const stop = prediction.stop ?? stale.get(way);
      return [way, stop === undefined ? prediction : { ...prediction, stop }];
    });
    return { publication, inbound, outside, predictions: new Map(withStale) };
  });
}

/** The UDP connections that the kernel tracks; none when they cannot be listed. */
async function trackedUdp(): Promise<readonly TrackedTuples[]> {
  const lists = await Promise.all(
    ([4, 6] as const).map((family) => listConnections(family, { protocol: 'udp' })),
  );
  return lists.flatMap((list) => (list.ok ? tuplesWithPorts(list.value) : []));
}

function pathOf(
  { from, address, note }: InboundPath,
  port: number,
  prediction: Prediction | undefined,
  seen: Observation | undefined,
): Path {
  const predicted = prediction?.predicted ?? 'untested';
  const observed = seen?.observed ?? 'untested';
  const differs = predicted !== observed && predicted !== 'untested' && observed !== 'untested';
  const notes = [seen?.note ?? note, prediction?.note, differs ? differing[observed] : undefined];
  const text = joinSentences(notes.filter((one) => one !== undefined));
  const stop = prediction?.stop ?? (differs ? hidden : undefined);
  return {
    from,
    target: address === null ? msg('place.portOnly', { port }) : socketName(address, port),
    ...(text === undefined ? {} : { note: text }),
    ...{ predicted, observed, differs },
    ...(stop === undefined ? {} : { obstacle: obstacleOf(stop) }),
  };
}

const differing = {
  reachable: msg('note.unexpectedlyOpen'),
  unreachable: msg('note.unexpectedlyClosed'),
};
