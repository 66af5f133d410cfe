import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { attachmentOf } from '../observe/derive/attachments';
import { endpointFinder, findEndpointByName } from '../observe/derive/resolve';
import type { View } from '../observe/records/reading';
import type { AttachIntent } from '../plan/links';
import type { Transactions } from '../reconcile/reconciler';
import { attachedInterface } from './attach';
import { findOwnBridge } from './own-bridge';
import { noSuchEndpoint } from './target';

type Detach = HelperMethods['detach'];

/**
 * Disconnects an endpoint from a bridge of ours, even if the endpoint does not run.
 *
 * @returns NO_SUCH_ENDPOINT, NO_SUCH_BRIDGE, NOT_OURS for a bridge or wire of another origin,
 *   BAD_REQUEST when it is not attached
 */
export function detach(
  reconciler: Transactions,
  { dryRun, ...input }: Input<Detach>,
): Promise<Result<Output<Detach>>> {
  return reconciler.transact(
    async (tx) => {
      const view = await tx.look({ network: true, endpoint: input.target });
      if (!view.ok) return view;
      const { bridges, attachments } = tx.intents;
      const found = findAttachment(attachments, input, view.value);
      if (!found.ok) {
        const bridge = findOwnBridge(bridges, view.value, input.bridge);
        return bridge.ok ? found : bridge;
      }
      const intent = found.value;
      const { endpoints } = view.value.topology;
      const attachment =
        tx.snapshot.attachments.find(({ id }) => id === intent.id) ??
        attachmentOf(intent, endpointFinder(endpoints)(intent), undefined, undefined);
      const done = await tx.commit(view.value, {
        attachments: attachments.filter((other) => other !== intent),
      });
      if (!done.ok) return done;
      const removed = attachedInterface(intent, endpoints);
      return ok({ attachment, interface: removed, commands: done.value.commands });
    },
    { dryRun },
  );
}

/** Finds an attachment by its endpoint's id or name, even if the endpoint does not run. */
function findAttachment(
  attachments: readonly AttachIntent[],
  { target, bridge }: Pick<Input<Detach>, 'target' | 'bridge'>,
  view: View,
): Result<AttachIntent> {
  const { endpoints } = view.topology;
  const endpoint = findEndpointByName(target, endpoints);
  const find = endpointFinder(endpoints);
  const ids = [target, `netns:${target}`];
  const found = attachments.find(
    (intent) =>
      intent.bridge === bridge &&
      (endpoint === undefined
        ? intent.target.name === target || ids.includes(intent.target.id)
        : find(intent)?.id === endpoint.id),
  );
  if (found !== undefined) return ok(found);
  if (endpoint === undefined) return err(noSuchEndpoint(target, view.topology));
  const details = { endpoint: endpoint.id, bridge };
  const names = { endpoint: endpoint.name, bridge };
  return endpoint.interfaces.some((link) => link.bridge === bridge)
    ? err(appError('NOT_OURS', msg('error.joinedByOthers', names), details))
    : err(appError('BAD_REQUEST', msg('error.notAttached', names), details));
}
