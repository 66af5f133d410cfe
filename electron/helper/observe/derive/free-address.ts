import { cidrContains, familyOf, networkOf, nextAddress, parseCidr } from '#shared/model/address';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

/**
 * Finds the lowest unused address of a bridge's network.
 *
 * @param bridge the bridge's own `address/prefix`
 * @param used addresses without a prefix
 * @returns `address/prefix`; BAD_REQUEST when all are used
 */
export function nextFreeAddress(bridge: string, used: ReadonlySet<string>): Result<string> {
  const cidr = parseCidr(bridge);
  if (!cidr.ok) return cidr;
  const { address, prefix } = cidr.value;
  let candidate = nextAddress(networkOf(cidr.value).split('/')[0] ?? '');
  while (candidate === address || used.has(candidate)) candidate = nextAddress(candidate);
  return isHostAddress(candidate, bridge)
    ? ok(`${candidate}/${String(prefix)}`)
    : err(appError('BAD_REQUEST', msg('error.noFreeAddress', { network: networkOf(cidr.value) })));
}

/**
 * Whether an address can be given to one host of a network: it is neither the network nor its
 * broadcast address.
 */
export function isHostAddress(address: string, network: string): boolean {
  const cidr = parseCidr(network);
  if (!cidr.ok || !cidrContains(cidr.value, address)) return false;
  if (networkOf(cidr.value).startsWith(`${address}/`)) return false;
  return familyOf(address) === 6 || cidrContains(cidr.value, nextAddress(address));
}
