import type { HelperHandlers } from '#shared/contract/helper';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { View } from '../observe/records/reading';
import { isOfLegacyRules } from '../observe/read/other-rules';
import type { Reconciler } from '../reconcile/reconciler';
import { selectAny } from '../commands/select';
import { placesOf } from './places';
import { openProbe, type Probe } from './probe';
import type { TraceRequest } from './session';
import { marksOf } from './targets';

type StartInput = Parameters<HelperHandlers['startTrace']>[0];

/** The parts of the helper that traces use. */
export interface TraceParts {
  readonly reconciler: Reconciler;
  /** Absolute path of the helper's program. */
  readonly script: string;
}

/** A prepared request: the trace, and the test client if one was requested. */
export interface PreparedTrace {
  readonly request: TraceRequest;
  readonly probe: Probe | null;
}

/** Validates a request and prepares what it needs. On an error, nothing is left behind. */
export async function prepareTrace(
  parts: TraceParts,
  input: StartInput,
): Promise<Result<PreparedTrace>> {
  const { reconciler } = parts;
  const refreshed = await reconciler.refresh();
  if (!refreshed.ok) return refreshed;
  const checked = await marksOf(input.target, reconciler.snapshot);
  if (!checked.ok) return checked;
  if (reconciler.snapshot.host.firewall.backend === 'legacy') {
    return err(appError('UNSUPPORTED', msg('follow.legacyOnly')));
  }
  const view = await reconciler.transact((tx) => tx.look());
  if (!view.ok) return view;
  const probe = await probeOf(parts, input, view.value);
  if (!probe.ok) return probe;
  const clients = probe.value?.endpoint === undefined ? [] : [probe.value.endpoint];
  const marks = await marksOf(input.target, reconciler.snapshot, clients);
  if (!marks.ok) {
    await probe.value?.close();
    return marks;
  }
  const hasLegacyRules = view.value.reading.warnings.some(isOfLegacyRules);
  return ok({
    request: {
      places: await placesOf(
        marks.value,
        view.value.topology.bridges.length > 0,
        view.value.reading.namespaces,
      ),
      count: input.count,
      timeout: input.timeout * 1000,
      remark: hasLegacyRules ? msg('trace.legacyToo') : undefined,
    },
    probe: probe.value,
  });
}

async function probeOf(
  { reconciler, script }: TraceParts,
  { target, probe: from }: StartInput,
  view: View,
): Promise<Result<Probe | null>> {
  if (from === undefined) return ok(null);
  if (target.kind !== 'publication') {
    return err(appError('BAD_REQUEST', msg('follow.probeNeedsPublication')));
  }
  const found = selectAny(target.selector, reconciler.snapshot.publications);
  if (!found.ok) return found;
  const [publication] = found.value;
  return publication === undefined ? ok(null) : openProbe(publication, from, view, script);
}
