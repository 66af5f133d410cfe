import { createHash } from 'node:crypto';
import type { HelperHandlers } from '#shared/contract/helper';
import { parseInterfaceName } from '#shared/model/attachment';
import type { Bridge, Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { parseRoutes, type Route } from './collectors/routes';
import type { Engine, Intents, View } from './engine';
import { ipRoutes } from './exec/ip';
import { isOurs, type AttachIntent, type BridgeIntent } from './plan/links';
import { lookAt, lookAtTarget, noSuchEndpoint } from './target';
import { attachmentOf, keptRoute } from './topology/attachments';
import { chooseAddress, findOverlap, parseBridgeAddress } from './topology/bridge-address';
import { endpointFinder, findEndpoint } from './topology/resolve';

type Input<M extends keyof HelperHandlers> = Parameters<HelperHandlers[M]>[0];
type Output<M extends keyof HelperHandlers> = Awaited<ReturnType<HelperHandlers[M]>>;

/** Makes a bridge with its rules, or nothing. */
export function createBridge(
  engine: Engine,
  input: Input<'createBridge'>,
): Promise<Output<'createBridge'>> {
  const name = parseInterfaceName(input.name);
  if (!name.ok) return Promise.resolve(name);
  const address = parseBridgeAddress(input.address);
  if (!address.ok) return Promise.resolve(address);
  return engine.exclusively(async () => {
    const view = await lookAfresh(engine);
    if (!view.ok) return view;
    const { network } = view.value.reading;
    const { bridges } = engine.intents;
    const taken = network.links.find((link) => link.name === name.value);
    if (taken !== undefined || bridges.some((bridge) => bridge.name === name.value)) {
      return err(nameInUse(name.value, 'this host', taken?.kind));
    }
    const routes = await readRoutes();
    if (!routes.ok) return routes;
    const overlap = findOverlap(address.value, network.links, routes.value, bridges);
    if (overlap !== null) return err(overlap);
    const intent = { name: name.value, address: address.value, mac: macOf(name.value) };
    const done = await bring(engine, view.value, input.dryRun, { bridges: [...bridges, intent] });
    if (!done.ok) return done;
    return ok({ bridge: shownBridge(engine, intent), commands: done.value });
  });
}

/** Takes a bridge of ours away, with its rules. */
export function deleteBridge(
  engine: Engine,
  input: Input<'deleteBridge'>,
): Promise<Output<'deleteBridge'>> {
  return engine.exclusively(async () => {
    const view = await lookAfresh(engine);
    if (!view.ok) return view;
    const own = findOwnBridge(engine, view.value, input.name);
    if (!own.ok) return own;
    const { name } = own.value;
    const inUse = usersOf(name, engine.intents.attachments, view.value);
    if (inUse !== null) return err(inUse);
    const bridge = shownBridge(engine, own.value);
    const bridges = engine.intents.bridges.filter((other) => other !== own.value);
    const done = await bring(engine, view.value, input.dryRun, { bridges });
    return done.ok ? ok({ bridge, commands: done.value }) : done;
  });
}

/** Joins an endpoint to a bridge of ours, or changes nothing. */
export function attach(engine: Engine, input: Input<'attach'>): Promise<Output<'attach'>> {
  return engine.exclusively(async () => {
    engine.collector.networkChanged();
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
      const text = `${endpoint.name} is attached to ${before.bridge} already, by ${before.interface}.`;
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
    engine.collector.networkChanged();
    const view = await lookAt(engine, input.target);
    if (!view.ok) return view;
    const bridge = findOwnBridge(engine, view.value, input.bridge);
    if (!bridge.ok) return bridge;
    const found = findAttachment(engine.intents.attachments, input, view.value);
    if (!found.ok) return found;
    const intent = found.value;
    const { endpoints } = view.value.topology;
    const attachment =
      engine.snapshot.attachments.find(({ id }) => id === intent.id) ??
      attachmentOf(intent, endpointFinder(endpoints)(intent), bridge.value, undefined);
    const wanted = { attachments: engine.intents.attachments.filter((other) => other !== intent) };
    const done = await bring(engine, view.value, input.dryRun, wanted);
    if (!done.ok) return done;
    return ok({ attachment, interface: interfaceOf(intent, endpoints), commands: done.value });
  });
}

function lookAfresh(engine: Engine): Promise<Result<View>> {
  engine.collector.networkChanged();
  return engine.look();
}

/** Brings the kernel to changed intents, or only tells by which commands that would be done. */
async function bring(
  engine: Engine,
  view: View,
  dryRun: boolean,
  wanted: Partial<Intents>,
): Promise<Result<readonly string[]>> {
  if (dryRun) return ok(await engine.rehearse(view, wanted));
  const done = await engine.reconcile(view, wanted);
  if (!done.ok) return done;
  engine.show(done.value.view);
  return ok(done.value.commands);
}

function findOwnBridge(engine: Engine, { reading }: View, name: string): Result<BridgeIntent> {
  const own = engine.intents.bridges.find((bridge) => bridge.name === name);
  const link = reading.network.links.find(
    (other) => other.name === name && other.kind === 'bridge',
  );
  const notOurs = appError('NOT_OURS', `The bridge ${name} was not made by Portolan.`, {
    bridge: name,
  });
  if (own !== undefined) {
    return link === undefined || isOurs(link) || link.mac === own.mac ? ok(own) : err(notOurs);
  }
  if (link !== undefined) return err(notOurs);
  return err(appError('NO_SUCH_BRIDGE', `There is no bridge "${name}".`, { bridge: name }));
}

function usersOf(
  bridge: string,
  attachments: readonly AttachIntent[],
  { reading }: View,
): AppError | null {
  const attached = attachments.filter((attachment) => attachment.bridge === bridge);
  const names = attached.map(({ target }) => target.name);
  if (names.length > 0) {
    const text = `${names.join(', ')} would lose its network: detach it from ${bridge} first.`;
    return appError('BAD_REQUEST', text, { bridge, attached: names });
  }
  const ports = reading.network.links.flatMap((link) =>
    link.master === bridge ? [link.name] : [],
  );
  if (ports.length === 0) return null;
  const text = `${ports.join(', ')} was put into ${bridge} by somebody else: take it out first ("ip link set dev ${ports[0] ?? ''} nomaster").`;
  return appError('BAD_REQUEST', text, { bridge, ports });
}

function nameInUse(name: string, where: string, kind?: string): AppError {
  const what = kind === undefined ? 'An interface' : `An interface (${kind})`;
  return appError('NAME_IN_USE', `${what} named ${name} is on ${where} already.`, { name });
}

async function readRoutes(): Promise<Result<readonly Route[]>> {
  const [four, six] = await Promise.all([ipRoutes(4), ipRoutes(6)]);
  if (!four.ok) return four;
  return ok([...parseRoutes(four.value), ...(six.ok ? parseRoutes(six.value) : [])]);
}

/** A locally administered MAC (IEEE 802, second bit of the first byte) that is the same each time. */
function macOf(bridge: string): string {
  return ['02', ...(hash(`portolan bridge ${bridge}`).slice(0, 10).match(/../g) ?? [])].join(':');
}

/** A name for the host's end of a wire, within the kernel's 15 characters. */
function wireName(bridge: string, { id }: Endpoint): string {
  return `veth-${hash(`${bridge} ${id}`).slice(0, 10)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
    return valid.ok && used.has(asked) ? err(nameInUse(asked, name)) : valid;
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
  if (endpoint === undefined) return err(noSuchEndpoint(target, view));
  const details = { endpoint: endpoint.id, bridge };
  return endpoint.interfaces.some((link) => link.bridge === bridge)
    ? err(
        appError('NOT_OURS', `${endpoint.name} was joined to ${bridge} by somebody else.`, details),
      )
    : err(appError('BAD_REQUEST', `${endpoint.name} is not attached to ${bridge}.`, details));
}

/** A bridge as the snapshot shows it, or as it will be. */
function shownBridge(engine: Engine, { name, address }: BridgeIntent): Bridge {
  return (
    engine.snapshot.bridges.find((bridge) => bridge.name === name) ?? {
      ...{ name, addresses: [address], ports: [], up: true },
      ...{ masquerade: true, forwarded: true, origin: 'portolan' },
    }
  );
}

/** An attachment as it will be. */
function rehearsed(intent: AttachIntent, endpoint: Endpoint, bridge: BridgeIntent) {
  const attachment = attachmentOf(intent, endpoint, bridge, undefined);
  const reason = keptRoute(endpoint, intent.address, bridge);
  return { ...attachment, state: 'active' as const, reason };
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
