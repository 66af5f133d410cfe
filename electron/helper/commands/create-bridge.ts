import { createHash } from 'node:crypto';
import type { HelperHandlers } from '#shared/contract/helper';
import { parseInterfaceName } from '#shared/model/attachment';
import type { Bridge } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { say } from '#shared/wording/wording';
import type { Route } from '#shared/model/network';
import type { Engine } from '../reconcile/reconciler';
import type { Intents } from '../state/store';
import type { View } from '../observe/observer';
import { ipRoutes } from '../system/ip/ip';
import { isOurs, type AttachIntent, type BridgeIntent } from '../plan/links';
import { findOverlap, parseBridgeAddress } from '../observe/derive/bridge-address';

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
      return err(nameInUse(name.value, taken?.kind));
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

function lookAfresh(engine: Engine): Promise<Result<View>> {
  engine.observer.collector.networkChanged();
  return engine.observer.look();
}

/** Brings the kernel to changed intents, or only tells by which commands that would be done. */
export async function bring(
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

/** Finds the bridge of ours that a request names: NO_SUCH_BRIDGE, or NOT_OURS when others made it. */
export function findOwnBridge(
  engine: Engine,
  { reading }: View,
  name: string,
): Result<BridgeIntent> {
  const own = engine.intents.bridges.find((bridge) => bridge.name === name);
  const link = reading.network.links.find(
    (other) => other.name === name && other.kind === 'bridge',
  );
  const notOurs = appError('NOT_OURS', say('error.foreignBridge', { bridge: name }), {
    bridge: name,
  });
  if (own !== undefined) {
    return link === undefined || isOurs(link) || link.mac === own.mac ? ok(own) : err(notOurs);
  }
  if (link !== undefined) return err(notOurs);
  return err(appError('NO_SUCH_BRIDGE', say('error.noBridge', { bridge: name }), { bridge: name }));
}

function usersOf(
  bridge: string,
  attachments: readonly AttachIntent[],
  { reading }: View,
): AppError | null {
  const attached = attachments.filter((attachment) => attachment.bridge === bridge);
  const names = attached.map(({ target }) => target.name);
  if (names.length > 0) {
    const text = say('error.stillAttached', { names: names.join(', '), bridge });
    return appError('BAD_REQUEST', text, { bridge, attached: names });
  }
  const ports = reading.network.links.flatMap((link) =>
    link.master === bridge ? [link.name] : [],
  );
  if (ports.length === 0) return null;
  const text = say('error.foreignPorts', {
    ...{ ports: ports.join(', '), bridge, port: ports[0] ?? '' },
  });
  return appError('BAD_REQUEST', text, { bridge, ports });
}

/** The refusal of a name that a link of the host has already. */
function nameInUse(name: string, kind: string | undefined): AppError {
  const text =
    kind === undefined
      ? say('error.nameOnHost', { name })
      : say('error.nameOnHostOfKind', { name, kind });
  return appError('NAME_IN_USE', text, { name });
}

async function readRoutes(): Promise<Result<readonly Route[]>> {
  const [four, six] = await Promise.all([ipRoutes(4), ipRoutes(6)]);
  if (!four.ok) return four;
  return ok([...four.value, ...(six.ok ? six.value : [])]);
}

/** A locally administered MAC (IEEE 802, second bit of the first byte) that is the same each time. */
function macOf(bridge: string): string {
  return ['02', ...(hash(`portolan bridge ${bridge}`).slice(0, 10).match(/../g) ?? [])].join(':');
}

/** The SHA-256 of a text in hexadecimal: names that are the same each time. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
