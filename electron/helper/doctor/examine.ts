import { socketName } from '#shared/model/address';
import type { Path, Report } from '#shared/model/doctor';
import type { PathFrom } from '#shared/model/trace';
import { ok, type Result } from '#shared/result/result';
import { joinSentences, msg } from '#shared/messages/message';
import { listConnections } from '../system/conntrack/conntrack';
import type { Observation } from '../paths/judge';
import { observe, type Subject } from '../paths/observe';
import { gather, type DoctorParts, type Gathered } from './gather';
import { traceUnknown, unknownObstacle, maxTraced } from './trace-unknown';
import { predictOutside, type OutsidePrediction } from './outside';
import { tuplesWithPorts, type TrackedTuples } from '../system/conntrack/conntrack-entry';
import { predict, type Prediction } from './predict/predict';
import { toObstacle, type FoundObstacle } from './predict/obstacle';
import { staleObstacles } from './stale';
import { inboundPaths, type InboundPath } from '../paths/inbound/inbound-paths';

/** One publication with the predictions of its inbound paths. */
interface PredictedSubject extends Subject {
  readonly predictions: ReadonlyMap<PathFrom, Prediction>;
}

/** A report, with its obstacles and their fixes. */
export interface Examination {
  readonly report: Report;
  readonly obstacles: ReadonlyMap<PathFrom, FoundObstacle>;
}

/**
 * Reads the machine again, and reports on each inbound path of the selected publications: whether
 * it works by the configuration and, with `withObservation`, whether a real connection succeeds.
 */
export async function examine(
  parts: DoctorParts,
  selector: string | undefined,
  withObservation: boolean,
): Promise<Result<readonly Examination[]>> {
  const gathered = await gather(parts, selector);
  if (!gathered.ok) return gathered;
  const { view } = gathered.value;
  const predicted = await predictAll(gathered.value);
  const observations = withObservation ? await observe(predicted, view, parts.script) : null;
  const examined: Examination[] = [];
  let traced = 0;
  for (const subject of predicted) {
    const { publication, inbound, predictions } = subject;
    const paths: Path[] = [];
    for (const inboundPath of inbound) {
      const { from } = inboundPath;
      const seen = observations?.get(publication.id)?.get(from);
      const path = pathOf(inboundPath, publication.hostPort, predictions.get(from), seen);
      const isUnknown = path.obstacle?.code === unknownObstacle.code && traced < maxTraced;
      if (isUnknown) traced += 1;
      const obstacle = isUnknown ? await traceUnknown(parts, view, subject, from) : null;
      paths.push(obstacle === null ? path : { ...path, obstacle: toObstacle(obstacle) });
    }
    const fixes = appliedTo(publication.id, parts.state);
    const report = { publication, paths, fixes: fixes.length === 0 ? undefined : fixes };
    examined.push({ report, obstacles: obstaclesOf(predictions) });
  }
  return ok(examined);
}

function appliedTo(publication: string, { fixes }: Pick<DoctorParts['state'], 'fixes'>) {
  return fixes
    .filter((fix) => fix.publication === publication)
    .map(({ id, label, commands }) => ({ id, label, commands }));
}

function obstaclesOf(predictions: PredictedSubject['predictions']): Examination['obstacles'] {
  const obstacles = [...predictions].flatMap(([from, { obstacle }]) =>
    obstacle === undefined ? [] : [[from, obstacle] as const],
  );
  return new Map(obstacles);
}

async function predictAll({
  facts,
  view,
  selected,
}: Gathered): Promise<readonly PredictedSubject[]> {
  const tracked = selected.some(({ protocol }) => protocol === 'udp') ? await trackedUdp() : [];
  return selected.map((publication): PredictedSubject => {
    const inbound = inboundPaths(publication, facts.topology);
    const stale =
      publication.protocol === 'udp'
        ? staleObstacles(facts, publication, tracked)
        : new Map<PathFrom, FoundObstacle>();
    let outside: OutsidePrediction['place'] = { kind: 'lan' };
    const predictions = inbound.map((path): readonly [PathFrom, Prediction] => {
      if (path.from !== 'lan') return [path.from, predict(facts, publication, path, null)];
      const fromOutside = predictOutside(facts, view.reading, publication, path);
      outside = fromOutside.place;
      return [path.from, fromOutside.prediction];
    });
    const withStale = predictions.map(([from, prediction]): readonly [PathFrom, Prediction] => {
      const obstacle = prediction.obstacle ?? stale.get(from);
      return [from, { ...prediction, obstacle }];
    });
    return { publication, inbound, outside, predictions: new Map(withStale) };
  });
}

/** The tracked UDP connections; empty when they cannot be listed. */
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
  const obstacle = prediction?.obstacle ?? (differs ? unknownObstacle : undefined);
  return {
    from,
    target: address === null ? msg('place.portOnly', { port }) : socketName(address, port),
    note: text,
    predicted,
    observed,
    differs,
    obstacle: obstacle && toObstacle(obstacle),
  };
}

const differing = {
  reachable: msg('note.unexpectedlyOpen'),
  unreachable: msg('note.unexpectedlyClosed'),
};
