import {
  addressBytes,
  cidrContains,
  cidrsOverlap,
  isLinkLocal,
  isLoopback,
  networkOf,
  parseCidr,
  type Cidr,
} from '#shared/model/address';
import type { Route } from '#shared/model/network';
import type { Topology } from '#shared/model/snapshot';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Message } from '#shared/messages/message';
import type { Link } from '../../system/ip/parse-links';
import type { AttachIntent, BridgeIntent } from '../../plan/links';
import { isHostAddress, nextFreeAddress } from './free-address';

const refuse = (text: Message, details?: Readonly<Record<string, unknown>>) =>
  err(appError('BAD_REQUEST', text, details));
const text = ({ address, prefix }: Cidr): string => `${address}/${String(prefix)}`;

/**
 * Reads the `address/prefix` of a bridge: an address that hosts can have, in a network with room
 * for others.
 */
export function parseBridgeAddress(asked: string): Result<string> {
  const cidr = parseCidr(asked);
  if (!cidr.ok) return cidr;
  const { address } = cidr.value;
  const bytes = addressBytes(address) ?? [];
  const first = bytes[0] ?? 0;
  const isReserved =
    bytes.length === 4 ? first === 0 || first >= 224 : first === 0xff || address === '::';
  if (isReserved || isLoopback(address) || isLinkLocal(address)) {
    return refuse(msg('error.notBridgeAddress', { address }));
  }
  if (!isHostAddress(address, asked)) {
    const network = networkOf(cidr.value);
    return refuse(msg('error.bridgeOnNetwork', { address, network }));
  }
  return nextFreeAddress(asked, new Set()).ok
    ? ok(text(cidr.value))
    : refuse(msg('error.noRoom', { network: networkOf(cidr.value) }));
}

/** Routes this wide mean "everywhere" (VPNs split the default route into halves). */
const widestNetwork = 3;

/** Finds what on the host overlaps with a new bridge's network. */
export function findOverlap(
  address: string,
  links: readonly Link[],
  routes: readonly Route[],
  bridges: readonly BridgeIntent[],
): AppError | null {
  const asked = parseCidr(address);
  if (!asked.ok) return asked.error;
  const read = (cidrText: string, device: string | undefined) => {
    const cidr = parseCidr(cidrText);
    return cidr.ok ? [{ network: cidr.value, device }] : [];
  };
  const known = [
    ...links.flatMap(({ name, addresses }) => addresses.flatMap((one) => read(one, name))),
    ...bridges.flatMap((bridge) => read(bridge.address, bridge.name)),
    ...routes
      .flatMap(({ destination, device }) => read(destination, device))
      .filter(({ network }) => network.prefix > widestNetwork),
  ];
  const other = known.find(({ network }) => cidrsOverlap(network, asked.value));
  if (other === undefined) return null;
  const { network, device } = other;
  const both = { network: networkOf(asked.value), other: networkOf(network) };
  return appError(
    'BAD_REQUEST',
    device === undefined
      ? msg('error.overlaps', both)
      : msg('error.overlapsBy', { ...both, device }),
    { address, overlaps: both.other, device },
  );
}

/**
 * Returns an endpoint's `address/prefix` on a bridge: the requested one if it is in the bridge's
 * network and free, else the next free one.
 */
export function chooseAddress(
  asked: string | undefined,
  bridge: BridgeIntent,
  { host, endpoints }: Topology,
  attachments: readonly AttachIntent[],
): Result<string> {
  const network = parseCidr(bridge.address);
  if (!network.ok) return network;
  const users = new Map([
    ...endpoints.flatMap(({ name, interfaces }) =>
      interfaces.flatMap(({ addresses }) => addresses.map((one) => [bare(one), name] as const)),
    ),
    ...attachments.map(({ address, target }) => [bare(address), target.name] as const),
    ...host.interfaces.flatMap(({ name, addresses }) =>
      addresses.map((one) => [bare(one), name] as const),
    ),
    [bare(bridge.address), bridge.name] as const,
  ]);
  if (asked === undefined) return nextFreeAddress(bridge.address, new Set(users.keys()));
  const { prefix } = network.value;
  const cidr = parseCidr(asked.includes('/') ? asked : `${asked}/${String(prefix)}`);
  if (!cidr.ok) return cidr;
  const { address } = cidr.value;
  const name = networkOf(network.value);
  if (!cidrContains(network.value, address) || cidr.value.prefix !== prefix) {
    return refuse(msg('error.outsideNetwork', { asked, network: name, bridge: bridge.name }));
  }
  if (!isHostAddress(address, bridge.address)) {
    return refuse(msg('error.onNetwork', { address, network: name }));
  }
  const user = users.get(address);
  return user === undefined
    ? ok(text(cidr.value))
    : refuse(msg('error.addressUsed', { address, user }), { address, user });
}

function bare(cidr: string): string {
  return cidr.split('/')[0] ?? cidr;
}
