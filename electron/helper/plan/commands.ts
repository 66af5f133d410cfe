import type { Family } from '#shared/model/address';
import { shellCommand } from '#shared/model/shell-words';
import { familiesOf, isWildcard, type ResolvedPublication } from './resolved-publication';

/**
 * The proxies of a publication as socat(1) commands: one listens in each family and relays to the
 * endpoint.
 */
export function proxyCommands({ intent, destinations }: ResolvedPublication): readonly string[] {
  const destination = destinations[4] ?? destinations[6];
  if (!intent.proxy || destination === undefined) return [];
  const protocol = intent.protocol.toUpperCase();
  return familiesOf(intent.hostIp).map((family) => {
    const bind = isWildcard(intent.hostIp) ? '' : `,bind=${bracketed(intent.hostIp)}`;
    const v6only = family === 6 ? ',ipv6only=1' : '';
    const listen = `${protocol}${String(family)}-LISTEN:${String(intent.hostPort)}${bind}${v6only},fork,reuseaddr`;
    const relay = `${protocol}${backendFamily(destination.address)}:${bracketed(destination.address)}:${String(intent.containerPort)}`;
    return shellCommand(['socat', listen, relay]);
  });
}

function backendFamily(address: string): string {
  const family: Family = address.includes(':') ? 6 : 4;
  return String(family);
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
