import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { readPortRequests } from '../observe/derive/port-requests';
import { resolvePublications } from '../observe/derive/resolve-publications';
import { proxyCommands } from '../plan/commands';
import { destinationsOf } from '../plan/resolved-publication';
import type { PortReservations } from '../proxy/port-reservations';
import type { Transactions } from '../reconcile/reconciler';
import { reservePorts } from './reserve-ports';
import { lookAtTarget } from './target';

type Publish = HelperMethods['publish'];

/**
 * Publishes all ports that a request names, or changes nothing.
 *
 * @returns NO_SUCH_ENDPOINT, ENDPOINT_HAS_NO_ADDRESS, PORT_IN_USE, or BAD_REQUEST for an unusable
 *   specification
 */
export async function publish(
  reconciler: Transactions,
  ports: PortReservations,
  input: Input<Publish>,
): Promise<Result<Output<Publish>>> {
  const requests = readPortRequests(input.specs);
  if (!requests.ok) return requests;
  const { dryRun } = input;
  return reconciler.transact(
    async (tx) => {
      const target = await lookAtTarget(tx, input.target);
      if (!target.ok) return target;
      const { view, endpoint } = target.value;
      const destinations = destinationsOf(endpoint, view.topology.host);
      if (destinations[4] === undefined && destinations[6] === undefined) {
        const text = msg('error.noReachableAddress', { endpoint: endpoint.name });
        return err(appError('ENDPOINT_HAS_NO_ADDRESS', text, { endpoint: endpoint.id }));
      }
      const added = await reservePorts(ports, endpoint, requests.value, input);
      if (!added.ok) return added;
      const publications = [...tx.intents.publications, ...added.value];
      const done = await tx.commit(view, { publications });
      if (dryRun || !done.ok) for (const { id } of added.value) ports.release(id, 0);
      if (!done.ok) return done;
      const ids = new Set(added.value.map(({ id }) => id));
      const started = resolvePublications(added.value, view.topology).flatMap(proxyCommands);
      return ok({
        publications: done.value.snapshot.publications.filter(({ id }) => ids.has(id)),
        commands: [...done.value.commands, ...started],
      });
    },
    { dryRun },
  );
}
