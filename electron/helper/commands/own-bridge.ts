import type { Bridge } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { View } from '../observe/records/reading';
import { isOurs, type BridgeIntent } from '../plan/links';

/**
 * Finds the bridge of ours that a request names.
 *
 * @returns NO_SUCH_BRIDGE, or NOT_OURS for a bridge of another origin
 */
export function findOwnBridge(
  bridges: readonly BridgeIntent[],
  { reading }: View,
  name: string,
): Result<BridgeIntent> {
  const own = bridges.find((bridge) => bridge.name === name);
  const link = reading.network.links.find(
    (other) => other.name === name && other.kind === 'bridge',
  );
  const details = { bridge: name };
  const notOurs = appError('NOT_OURS', msg('error.foreignBridge', details), details);
  if (own !== undefined) {
    return link === undefined || isOurs(link) || link.mac === own.mac ? ok(own) : err(notOurs);
  }
  if (link !== undefined) return err(notOurs);
  return err(appError('NO_SUCH_BRIDGE', msg('error.noBridge', details), details));
}

/** The bridge as the snapshot will show it. */
export function plannedBridge({ name, address }: BridgeIntent): Bridge {
  return {
    name,
    addresses: [address],
    ports: [],
    up: true,
    masquerade: true,
    forwarded: true,
    origin: 'portolan',
  };
}
