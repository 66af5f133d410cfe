import type { HelperHandlers } from '#shared/contract/helper';
import { parseInterfaceName } from '#shared/model/attachment';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { bring, findOwnBridge, hash } from './create-bridge';
import type { Engine } from '../reconcile/reconciler';
import type { View } from '../observe/observer';
import type { AttachIntent, BridgeIntent } from '../plan/links';
import { lookAt, lookAtTarget, noSuchEndpoint } from './target';
import { attachmentOf, keptRoute } from '../observe/derive/attachments';
import { chooseAddress } from '../observe/derive/bridge-address';
import { endpointFinder, findEndpoint } from '../observe/derive/resolve';

type Input<M extends keyof HelperHandlers> = Parameters<HelperHandlers[M]>[0];
type Output<M extends keyof HelperHandlers> = Awaited<ReturnType<HelperHandlers[M]>>;

/** Joins an endpoint to a bridge of ours, or changes nothing. */
export function attach(engine: Engine, input: Input<'attach'>): Promise<Output<'attach'>> {
  return engine.exclusively(async () => {
    engine.observer.collector.networkChanged();
    const target = await lookAtTarget(engine, input.target);
    if (!target.ok) return target;
    const { view, endpoint } = target.value;
    const bridge = findOwnBridge(engine, view, input.bridge);
    if (!bridge.ok) return bridge;
    const { attachments } = engine.intents;
    const find = endpointFinder(view.topology.endpoints);
    const mine = attachments.filter((other) => find(other)?.id === endpoint.id);
    const before = mine.find((other) => other.bridge === bridge.value.name);
    if (before !== undefined) {
      const text = msg('error.attachedAlready', {
        ...{ endpoint: endpoint.name, bridge: before.bridge, link: before.interface },
      });
      return err(appError('BAD_REQUEST', text, { attachment: before.id }));
    }
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
    const wanted = { attachments: [...attachments, intent] };
    const done = await bring(engine, view, input.dryRun, wanted);
    if (!done.ok) return done;
    const shown = engine.snapshot.attachments.find(({ id }) => id === intent.id);
    return ok({
      attachment: shown ?? rehearsed(intent, endpoint, bridge.value),
      interface: interfaceOf(intent, engine.snapshot.endpoints),
      commands: done.value,
    });
  });
}

/** Parts an endpoint from a bridge of ours, whether it runs or not. */
export function detach(engine: Engine, input: Input<'detach'>): Promise<Output<'detach'>> {
  return engine.exclusively(async () => {
    engine.observer.collector.networkChanged();
    const view = await lookAt(engine, input.target);
    if (!view.ok) return view;
    const found = findAttachment(engine.intents.attachments, input, view.value);
    if (!found.ok) {
      const bridge = findOwnBridge(engine, view.value, input.bridge);
      return bridge.ok ? found : bridge;
    }
    const intent = found.value;
    const { endpoints } = view.value.topology;
    const attachment =
      engine.snapshot.attachments.find(({ id }) => id === intent.id) ??
      attachmentOf(intent, endpointFinder(endpoints)(intent), undefined, undefined);
    const wanted = { attachments: engine.intents.attachments.filter((other) => other !== intent) };
    const done = await bring(engine, view.value, input.dryRun, wanted);
    if (!done.ok) return done;
    return ok({ attachment, interface: interfaceOf(intent, endpoints), commands: done.value });
  });
}

/** A name for the host's end of a wire, within the kernel's 15 characters. */
function wireName(bridge: string, { id }: Endpoint): string {
  return `veth-${hash(`${bridge} ${id}`).slice(0, 10)}`;
}

function nameInEndpoint(name: string, endpoint: string): AppError {
  return appError('NAME_IN_USE', msg('error.nameInEndpoint', { name, endpoint }), { name });
}

function chooseInterface(
  asked: string | undefined,
  { name, interfaces }: Endpoint,
  attachments: readonly AttachIntent[],
): Result<string> {
  const used = new Set([
    'lo',
    ...[...interfaces, ...attachments.map(named)].map((one) => one.name),
  ]);
  if (asked !== undefined) {
    const valid = parseInterfaceName(asked);
    return valid.ok && used.has(asked) ? err(nameInEndpoint(asked, name)) : valid;
  }
  let number = 0;
  while (used.has(`eth${String(number)}`)) number += 1;
  return ok(`eth${String(number)}`);
}

const named = (attachment: AttachIntent) => ({ name: attachment.interface });

function findAttachment(
  attachments: readonly AttachIntent[],
  { target, bridge }: Input<'detach'>,
  view: View,
): Result<AttachIntent> {
  const { endpoints } = view.topology;
  const endpoint = findEndpoint(target, endpoints);
  const find = endpointFinder(endpoints);
  const names = [target, `netns:${target}`];
  const found = attachments.find(
    (intent) =>
      intent.bridge === bridge &&
      (endpoint === undefined
        ? intent.target.name === target || names.includes(intent.target.id)
        : find(intent)?.id === endpoint.id),
  );
  if (found !== undefined) return ok(found);
  if (endpoint === undefined) return err(noSuchEndpoint(target, view.topology));
  const details = { endpoint: endpoint.id, bridge };
  const both = { endpoint: endpoint.name, bridge };
  return endpoint.interfaces.some((link) => link.bridge === bridge)
    ? err(appError('NOT_OURS', msg('error.joinedByOthers', both), details))
    : err(appError('BAD_REQUEST', msg('error.notAttached', both), details));
}

/** An attachment as it will be. */
function rehearsed(intent: AttachIntent, endpoint: Endpoint, bridge: BridgeIntent) {
  const attachment = attachmentOf(intent, endpoint, bridge, undefined);
  const reason = keptRoute(endpoint, intent.address, bridge);
  return {
    ...attachment,
    state: 'active' as const,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The endpoint's end of a wire as the snapshot shows it, or as it will be or was. */
function interfaceOf(
  { id, interface: name, bridge, address }: AttachIntent,
  endpoints: readonly Endpoint[],
): EndpointInterface {
  const all = endpoints.flatMap(({ interfaces }) => interfaces);
  return (
    all.find(({ hostPeer }) => hostPeer === id) ?? {
      ...{ name, mac: '', addresses: [address], up: true, bridge, hostPeer: id },
    }
  );
}
