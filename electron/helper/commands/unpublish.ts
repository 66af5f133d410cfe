import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { ok, type Result } from '#shared/result/result';
import { releaseGrace, type PortReservations } from '../proxy/port-reservations';
import type { Transactions } from '../reconcile/reconciler';
import { selectOwn } from './select';

type Unpublish = HelperMethods['unpublish'];

/**
 * Removes all publications that a request names, or changes nothing.
 *
 * @returns NO_SUCH_PUBLICATION, or NOT_OURS for a publication of another origin
 */
export function unpublish(
  reconciler: Transactions,
  ports: PortReservations,
  { selectors, dryRun }: Input<Unpublish>,
): Promise<Result<Output<Unpublish>>> {
  return reconciler.transact(
    async (tx) => {
      const removed = selectOwn(selectors, tx.snapshot.publications);
      if (!removed.ok) return removed;
      const view = await tx.look();
      if (!view.ok) return view;
      const removedIds = new Set(removed.value.map(({ id }) => id));
      const publications = tx.intents.publications.filter(({ id }) => !removedIds.has(id));
      const done = await tx.commit(view.value, { publications });
      if (!done.ok) return done;
      if (!dryRun) for (const id of removedIds) ports.release(id, releaseGrace);
      return ok({ removed: removed.value, commands: done.value.commands });
    },
    { dryRun },
  );
}
