import type { HelperHandlers } from '#shared/contract/helper';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import type { Engine } from '../reconcile/reconciler';
import type { View } from '../observe/observer';
import { proxyCommands } from '../plan/commands';
import type { PublishIntent } from '../plan/resolved-publication';
import { selectPublications } from './publish';
import { coursesOf, publicationOf } from '../observe/derive/publications';
import { endpointFinder } from '../observe/derive/resolve';
import { lookAt } from './target';

type AdjustInput = Parameters<HelperHandlers['adjust']>[0];
type Output = Awaited<ReturnType<HelperHandlers['adjust']>>;

/**
 * Switches parts of a publication off or on. The host port stays held whatever is off.
 *
 * @returns NO_SUCH_PUBLICATION; NOT_OURS for what others have published; BAD_REQUEST when no part is named
 */
export function adjust(engine: Engine, input: AdjustInput): Promise<Output> {
  const { id, dryRun, ...parts } = input;
  return engine.exclusively(async () => {
    const found = selectPublications([id], engine.snapshot.publications);
    if (!found.ok) return found;
    const [publication] = found.value;
    if (publication === undefined || found.value.length > 1) {
      return err(appError('BAD_REQUEST', msg('error.ambiguous', { id }), { id }));
    }
    if (Object.keys(parts).length === 0) {
      return err(appError('BAD_REQUEST', msg('error.noPart'), { id }));
    }
    const view = await lookAt(engine, publication.endpoint?.id ?? '');
    if (!view.ok) return view;
    const before = engine.intents.publications;
    const after = before.map((intent) =>
      intent.id === publication.id ? { ...intent, ...parts } : intent,
    );
    const wanted = after.find((intent) => intent.id === publication.id);
    const started =
      wanted?.proxy === true && parts.proxy === true ? proxyOf(view.value, wanted) : [];
    if (dryRun) {
      const commands = await engine.rehearse(view.value, { publications: after });
      const shown = wanted === undefined ? publication : shownAs(view.value, wanted);
      return ok({ publication: shown, commands: [...commands, ...started] });
    }
    const done = await engine.reconcile(view.value, { publications: after });
    if (!done.ok) return done;
    const { publications } = engine.show(done.value.view);
    const shown = publications.find((one) => one.id === publication.id) ?? publication;
    return ok({ publication: shown, commands: [...done.value.commands, ...started] });
  });
}

function proxyOf({ topology }: View, intent: PublishIntent): readonly string[] {
  return coursesOf([intent], topology).flatMap(proxyCommands);
}

function shownAs({ topology }: View, intent: PublishIntent) {
  const [course] = coursesOf([intent], topology);
  const endpoint = endpointFinder(topology.endpoints)(intent);
  return publicationOf(intent, endpoint, course, undefined);
}
