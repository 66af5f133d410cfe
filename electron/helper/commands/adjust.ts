import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { resolvePublications } from '../observe/derive/resolve-publications';
import { proxyCommands } from '../plan/commands';
import type { Transactions } from '../reconcile/reconciler';
import { selectOwn } from './select';

type Adjust = HelperMethods['adjust'];

/**
 * Enables or disables parts of a publication. The host port stays reserved either way.
 *
 * @returns NO_SUCH_PUBLICATION; NOT_OURS for a publication of another origin; BAD_REQUEST when the
 *   request names no part, or more than one publication
 */
export function adjust(
  reconciler: Transactions,
  { id, dryRun, ...parts }: Input<Adjust>,
): Promise<Result<Output<Adjust>>> {
  return reconciler.transact(
    async (tx) => {
      const found = selectOwn([id], tx.snapshot.publications);
      if (!found.ok) return found;
      const [publication] = found.value;
      if (publication === undefined || found.value.length > 1) {
        return err(appError('BAD_REQUEST', msg('error.ambiguous', { id }), { id }));
      }
      if (Object.keys(parts).length === 0) {
        return err(appError('BAD_REQUEST', msg('error.noPart'), { id }));
      }
      const view = await tx.look({ endpoint: publication.endpoint?.id ?? '' });
      if (!view.ok) return view;
      const publications = tx.intents.publications.map((intent) =>
        intent.id === publication.id ? { ...intent, ...parts } : intent,
      );
      const done = await tx.commit(view.value, { publications });
      if (!done.ok) return done;
      const adjusted = publications.filter((intent) => intent.id === publication.id);
      const started =
        parts.proxy === true
          ? resolvePublications(adjusted, view.value.topology).flatMap(proxyCommands)
          : [];
      const { snapshot, commands } = done.value;
      return ok({
        publication: snapshot.publications.find((one) => one.id === publication.id) ?? publication,
        commands: [...commands, ...started],
      });
    },
    { dryRun },
  );
}
