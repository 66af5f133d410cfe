import type { HelperHandlers } from '#shared/contract/helper';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { Engine } from '../reconcile/reconciler';
import type { View } from '../observe/observer';
import { isOfLegacyRules } from '../observe/read/other-rules';
import { selectReported } from '../paths/ways/select';
import { placesOf } from './places';
import { openProbe, type Probe } from './probe';
import type { TraceRequest } from './session';
import { marksOf } from './targets';

type StartInput = Parameters<HelperHandlers['startTrace']>[0];

export interface Hosting {
  readonly engine: Engine;
  /** Absolute path of the helper's program. */
  readonly script: string;
}

/** What a client's request comes to: a trace, and a test client when one is asked for. */
export interface PreparedTrace {
  readonly request: TraceRequest;
  readonly probe: Probe | null;
}

/** Validates a request, and makes ready for it what it needs. When it is refused, nothing is left of that. */
export async function prepareTrace(
  hosting: Hosting,
  input: StartInput,
): Promise<Result<PreparedTrace>> {
  const { engine } = hosting;
  const refreshed = await engine.refresh();
  if (!refreshed.ok) return refreshed;
  const checked = await marksOf(input.target, engine.snapshot);
  if (!checked.ok) return checked;
  if (engine.snapshot.host.firewall.backend === 'legacy') return err(legacyRules());
  const view = await engine.exclusively(() => engine.observer.look());
  if (!view.ok) return view;
  const probe = await probeOf(hosting, input, view.value);
  if (!probe.ok) return probe;
  const askers = probe.value?.asker === undefined ? [] : [probe.value.asker];
  const marks = await marksOf(input.target, engine.snapshot, askers);
  if (!marks.ok) {
    await probe.value?.close();
    return marks;
  }
  const hasOther = engine.warnings.some(isOfLegacyRules);
  return ok({
    request: {
      places: await placesOf(
        marks.value,
        view.value.topology.bridges.length > 0,
        view.value.reading.namespaces,
      ),
      count: input.count,
      timeout: input.timeout * 1000,
      ...(hasOther ? { remark: msg('trace.legacyToo') } : {}),
    },
    probe: probe.value,
  });
}

async function probeOf(
  { engine, script }: Hosting,
  { target, probe: from }: StartInput,
  view: View,
): Promise<Result<Probe | null>> {
  if (from === undefined) return ok(null);
  if (target.kind !== 'publication') {
    return err(appError('BAD_REQUEST', msg('follow.probeNeedsPublication')));
  }
  const found = selectReported(target.selector, engine.snapshot.publications);
  if (!found.ok) return found;
  const [publication] = found.value;
  return publication === undefined ? ok(null) : openProbe(publication, from, view, script);
}

function legacyRules() {
  return appError('UNSUPPORTED', msg('follow.legacyOnly'));
}
