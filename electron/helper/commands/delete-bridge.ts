import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { View } from '../observe/records/reading';
import type { AttachIntent } from '../plan/links';
import type { Transactions } from '../reconcile/reconciler';
import { findOwnBridge, plannedBridge } from './own-bridge';

type DeleteBridge = HelperMethods['deleteBridge'];

/**
 * Deletes a bridge of ours with its rules.
 *
 * @returns NO_SUCH_BRIDGE, NOT_OURS for a bridge of another origin, BAD_REQUEST when it has ports
 */
export function deleteBridge(
  reconciler: Transactions,
  { name, dryRun }: Input<DeleteBridge>,
): Promise<Result<Output<DeleteBridge>>> {
  return reconciler.transact(
    async (tx) => {
      const view = await tx.look({ network: true });
      if (!view.ok) return view;
      const own = findOwnBridge(tx.intents.bridges, view.value, name);
      if (!own.ok) return own;
      const inUse = portsError(name, tx.intents.attachments, view.value);
      if (inUse !== null) return err(inUse);
      const shown = tx.snapshot.bridges.find((bridge) => bridge.name === name);
      const bridges = tx.intents.bridges.filter((other) => other !== own.value);
      const done = await tx.commit(view.value, { bridges });
      if (!done.ok) return done;
      return ok({ bridge: shown ?? plannedBridge(own.value), commands: done.value.commands });
    },
    { dryRun },
  );
}

/** The error for a bridge that still has ports; null when it has none. */
function portsError(
  bridge: string,
  attachments: readonly AttachIntent[],
  { reading }: View,
): AppError | null {
  const attached = attachments.filter((attachment) => attachment.bridge === bridge);
  const names = attached.map(({ target }) => target.name);
  if (names.length > 0) {
    const text = msg('error.stillAttached', { names: names.join(', '), bridge });
    return appError('BAD_REQUEST', text, { bridge, attached: names });
  }
  const ports = reading.network.links.flatMap((link) =>
    link.master === bridge ? [link.name] : [],
  );
  const [port] = ports;
  if (port === undefined) return null;
  const text = msg('error.foreignPorts', { ports: ports.join(', '), bridge, port });
  return appError('BAD_REQUEST', text, { bridge, ports });
}
