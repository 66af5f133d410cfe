import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { parseInterfaceName } from '#shared/model/attachment';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { attachmentOf, keptRoute } from '../observe/derive/attachments';
import { chooseAddress } from '../observe/derive/bridge-address';
import { endpointFinder } from '../observe/derive/resolve';
import type { AttachIntent, BridgeIntent } from '../plan/links';
import type { Transactions } from '../reconcile/reconciler';
import { stableHash } from '../util/stable-hash';
import { findOwnBridge } from './own-bridge';
import { lookAtTarget } from './target';

type Attach = HelperMethods['attach'];

/**
 * Connects an endpoint to a bridge of ours with a veth pair, or changes nothing.
 *
 * @returns NO_SUCH_ENDPOINT, NO_SUCH_BRIDGE, NOT_OURS for a bridge of another origin, NAME_IN_USE
 *   for a used interface name, BAD_REQUEST when it is attached already or the address is unusable
 */
export function attach(
  reconciler: Transactions,
  { dryRun, ...input }: Input<Attach>,
): Promise<Result<Output<Attach>>> {
  return reconciler.transact(
    async (tx) => {
      const target = await lookAtTarget(tx, input.target, { network: true });
      if (!target.ok) return target;
      const { view, endpoint } = target.value;
      const bridge = findOwnBridge(tx.intents.bridges, view, input.bridge);
      if (!bridge.ok) return bridge;
      const { attachments } = tx.intents;
      const find = endpointFinder(view.topology.endpoints);
      const mine = attachments.filter((other) => find(other)?.id === endpoint.id);
      const before = mine.find((other) => other.bridge === bridge.value.name);
      if (before !== undefined) return err(attachedAlready(before, endpoint));
      const name = chooseInterface(input.interface, endpoint, mine);
      if (!name.ok) return name;
      const address = chooseAddress(input.address, bridge.value, view.topology, attachments);
      if (!address.ok) return address;
      const intent: AttachIntent = {
        id: wireName(bridge.value.name, endpoint),
        target: { id: endpoint.id, name: endpoint.name },
        bridge: bridge.value.name,
        interface: name.value,
        address: address.value,
      };
      const done = await tx.commit(view, { attachments: [...attachments, intent] });
      if (!done.ok) return done;
      const { snapshot, commands } = done.value;
      const shown = snapshot.attachments.find(({ id }) => id === intent.id);
      return ok({
        attachment: shown ?? plannedAttachment(intent, endpoint, bridge.value),
        interface: attachedInterface(intent, snapshot.endpoints),
        commands,
      });
    },
    { dryRun },
  );
}

/** The endpoint's end of a wire: as the snapshot shows it, or else as the intent describes it. */
export function attachedInterface(
  { id, interface: name, bridge, address }: AttachIntent,
  endpoints: readonly Endpoint[],
): EndpointInterface {
  const all = endpoints.flatMap(({ interfaces }) => interfaces);
  return (
    all.find(({ hostPeer }) => hostPeer === id) ?? {
      name,
      mac: '',
      addresses: [address],
      up: true,
      bridge,
      hostPeer: id,
    }
  );
}

/** Returns a name for the host's end of a wire, within the kernel's limit of 15 characters. */
function wireName(bridge: string, { id }: Endpoint): string {
  return `veth-${stableHash(`${bridge} ${id}`).slice(0, 10)}`;
}

/**
 * Returns the requested interface name if it is free, or the first free `ethN` if none was
 * requested.
 */
function chooseInterface(
  wanted: string | undefined,
  { name, interfaces }: Endpoint,
  attachments: readonly AttachIntent[],
): Result<string> {
  const used = new Set([
    'lo',
    ...interfaces.map((link) => link.name),
    ...attachments.map((attachment) => attachment.interface),
  ]);
  if (wanted !== undefined) {
    const valid = parseInterfaceName(wanted);
    return valid.ok && used.has(wanted) ? err(nameTaken(wanted, name)) : valid;
  }
  let number = 0;
  while (used.has(`eth${String(number)}`)) number += 1;
  return ok(`eth${String(number)}`);
}

function attachedAlready({ id, bridge, interface: link }: AttachIntent, { name }: Endpoint) {
  const text = msg('error.attachedAlready', { endpoint: name, bridge, link });
  return appError('BAD_REQUEST', text, { attachment: id });
}

function nameTaken(name: string, endpoint: string): AppError {
  return appError('NAME_IN_USE', msg('error.nameInEndpoint', { name, endpoint }), { name });
}

/** The attachment as the snapshot will show it. */
function plannedAttachment(intent: AttachIntent, endpoint: Endpoint, bridge: BridgeIntent) {
  const attachment = attachmentOf(intent, endpoint, bridge, undefined);
  const reason = keptRoute(endpoint, intent.address, bridge) ?? attachment.reason;
  return { ...attachment, state: 'active' as const, reason };
}
