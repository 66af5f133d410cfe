import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { parseInterfaceName } from '#shared/model/attachment';
import type { Route } from '#shared/model/network';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { findOverlap, parseBridgeAddress } from '../observe/derive/bridge-address';
import type { Transactions } from '../reconcile/reconciler';
import { ipRoutes } from '../system/ip/ip';
import { stableHash } from '../util/stable-hash';
import { plannedBridge } from './own-bridge';

type CreateBridge = HelperMethods['createBridge'];

/**
 * Creates a bridge with its rules, or changes nothing.
 *
 * @returns NAME_IN_USE when a link has this name, or the error of an unusable name or address
 */
export async function createBridge(
  reconciler: Transactions,
  { dryRun, ...input }: Input<CreateBridge>,
): Promise<Result<Output<CreateBridge>>> {
  const parsedName = parseInterfaceName(input.name);
  if (!parsedName.ok) return parsedName;
  const parsedAddress = parseBridgeAddress(input.address);
  if (!parsedAddress.ok) return parsedAddress;
  const [name, address] = [parsedName.value, parsedAddress.value];
  return reconciler.transact(
    async (tx) => {
      const view = await tx.look({ network: true });
      if (!view.ok) return view;
      const { links } = view.value.reading.network;
      const { bridges } = tx.intents;
      const taken = links.find((link) => link.name === name);
      if (taken !== undefined || bridges.some((bridge) => bridge.name === name)) {
        return err(nameInUse(name, taken?.kind));
      }
      const routes = await readRoutes();
      if (!routes.ok) return routes;
      const overlap = findOverlap(address, links, routes.value, bridges);
      if (overlap !== null) return err(overlap);
      const intent = { name, address, mac: macOf(name) };
      const done = await tx.commit(view.value, { bridges: [...bridges, intent] });
      if (!done.ok) return done;
      const { snapshot, commands } = done.value;
      const shown = snapshot.bridges.find((bridge) => bridge.name === name);
      return ok({ bridge: shown ?? plannedBridge(intent), commands });
    },
    { dryRun },
  );
}

/** The error for a name that a link of the host already has. */
function nameInUse(name: string, kind: string | undefined): AppError {
  const text =
    kind === undefined
      ? msg('error.nameOnHost', { name })
      : msg('error.nameOnHostOfKind', { name, kind });
  return appError('NAME_IN_USE', text, { name });
}

async function readRoutes(): Promise<Result<readonly Route[]>> {
  const [four, six] = await Promise.all([ipRoutes(4), ipRoutes(6)]);
  if (!four.ok) return four;
  return ok([...four.value, ...(six.ok ? six.value : [])]);
}

/**
 * Returns a locally administered MAC address (IEEE 802, second bit of the first byte), always the
 * same for a name.
 */
function macOf(bridge: string): string {
  const bytes = stableHash(`portolan bridge ${bridge}`).slice(0, 10).match(/../g) ?? [];
  return ['02', ...bytes].join(':');
}
