import type { Path, Report } from '#shared/model/doctor';
import { ok, type Result } from '#shared/result/result';
import { socketName } from '#shared/model/address';
import type { Engine } from '../../engine';
import type { Observation } from '../probe/judge';
import { observe, type Scene, type Subject } from '../probe/observe';
import { selectReported } from './select';
import { waysTo, type Way } from './ways';

/**
 * Reads the machine anew, and tells of each way in to the publications that a selector names what the
 * configuration makes of it and, when asked, what a real connection came to.
 *
 * @param script the helper's own program
 */
export async function examine(
  engine: Engine,
  script: string,
  selector: string | undefined,
  withObservation: boolean,
): Promise<Result<readonly Report[]>> {
  const refreshed = await engine.refresh();
  if (!refreshed.ok) return refreshed;
  const view = await engine.exclusively(() => engine.look());
  if (!view.ok) return view;
  const { publications } = engine.snapshot;
  const selected = selectReported(selector, publications);
  if (!selected.ok) return selected;
  const scene: Scene = view.value;
  const subjects = selected.value.map((publication): Subject => ({
    publication,
    ways: waysTo(publication, scene.topology),
  }));
  const observations = withObservation ? await observe(subjects, scene, script) : null;
  return ok(
    subjects.map(({ publication, ways }) => ({
      publication,
      paths: ways.map((way) =>
        pathOf(way, publication.hostPort, observations?.get(publication.id)?.get(way.from)),
      ),
    })),
  );
}

function pathOf({ from, address, note }: Way, port: number, seen: Observation | undefined): Path {
  const text = seen?.note ?? note;
  return {
    from,
    target: address === null ? `port ${String(port)}` : socketName(address, port),
    predicted: 'untested',
    observed: seen?.observed ?? 'untested',
    differs: false,
    ...(text === undefined || text === '' ? {} : { note: text }),
  };
}
