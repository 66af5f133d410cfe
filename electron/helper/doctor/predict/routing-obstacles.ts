import { familyOf, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { msg } from '#shared/messages/message';
import { hostStack, reversePathFilter, type Facts } from './machine-facts';
import { hairpinFix, jumpFix, masqueradeFix, routeFix, sysctlFix } from './known-fixes';
import type { FoundObstacle } from './obstacle';
import type { Decision, Packet } from './packet';
import { routeTo } from './route-lookup';

/** Obstacles made by routes and kernel settings, with their fixes. */

/**
 * The reverse path filter drops IPv4 packets from a source that the kernel would reach by another
 * interface than the one they arrived on.
 *
 * @param caller the client, with the device that leads to it; null when the packet is not from it
 */
export function reversePathObstacle(
  facts: Facts,
  { src, family }: Packet,
  iif: string,
  caller: { readonly address: string; readonly device?: string } | null,
): FoundObstacle | undefined {
  if (family === 6) return undefined;
  const filter = reversePathFilter(facts, iif);
  if (filter === 0) return undefined;
  const known = src === caller?.address ? caller.device : undefined;
  const back = known ?? routeTo(hostStack(facts), src)?.device;
  if (back === iif || (filter === 2 && back !== undefined)) return undefined;
  const values = { source: src, device: iif };
  const own = facts.topology.host.interfaces.find(({ name }) => name === iif)?.rpFilter;
  return {
    code: 'RP_FILTER',
    where: `net.ipv4.conf.${iif}.rp_filter`,
    explanation:
      back === undefined
        ? msg('why.answersNowhere', values)
        : msg('why.answersElsewhere', { ...values, other: back }),
    fix:
      back === undefined
        ? undefined
        : sysctlFix(
            msg('fix.looseFilter'),
            `net/ipv4/conf/${iif}/rp_filter`,
            '2',
            String(own ?? 0),
          ),
  };
}

export function loopbackFromOutside(iif: string): FoundObstacle {
  return {
    code: 'LOOPBACK_GUARD',
    where: `net.ipv4.conf.${iif}.route_localnet`,
    explanation: msg('why.loopbackFromOutside', { device: iif }),
  };
}

export function notOwnAddress(address: string): FoundObstacle {
  return familyOf(address) === 6
    ? {
        code: 'NO_IPV6',
        where: msg('place.host'),
        explanation: msg('why.noIpv6Address', { address }),
      }
    : {
        code: 'HOST_ADDRESS_ONLY',
        where: msg('place.host'),
        explanation: msg('why.addressGone', { address }),
      };
}

export function forwardingOff(family: Family): FoundObstacle {
  const key = family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  return {
    code: 'IP_FORWARD_OFF',
    where: key,
    explanation: msg('why.forwardingOff', { key }),
    fix: sysctlFix(msg('fix.passOn'), key, '1', '0'),
  };
}

/**
 * Another rule translated the packet first, or accepted it before our rule.
 *
 * @param towards where the packet goes instead; null: to the host itself
 */
export function shadowed(
  facts: Facts,
  publication: Publication,
  nat: Decision | undefined,
  family: Family,
  towards: string | null,
): FoundObstacle {
  const rule = nat?.rule;
  const fix = nat === undefined ? undefined : jumpFix(facts, publication, nat.hook, family);
  return {
    code: 'DNAT_SHADOWED',
    where: nat === undefined ? 'nat' : `nat ${nat.chain}`,
    explanation: towards === null ? msg('why.shadowedHere') : msg('why.shadowed', { towards }),
    owner: rule?.owner,
    rule: rule?.text,
    fix,
  };
}

export function withoutMasquerade(
  facts: Facts,
  publication: Publication,
  { src, dst }: Packet,
  { name }: Endpoint,
  link: EndpointInterface,
  toItself: boolean,
): FoundObstacle {
  const fix = masqueradeFix(facts, publication, link, dst, toItself);
  return {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: 'nat POSTROUTING',
    explanation: msg('why.shortCut', { endpoint: name, caller: src }),
    fix,
  };
}

export function noReturnRoute(
  facts: Facts,
  publication: Publication,
  packet: Packet,
  endpoint: Endpoint,
  link: EndpointInterface,
  gateway: string | null,
): FoundObstacle {
  const own =
    publication.origin === 'portolan' && publication.masquerade === false
      ? masqueradeFix(facts, publication, link, packet.dst, false)
      : undefined;
  const fix = own ?? (gateway === null ? routeFix(facts, endpoint, packet.family) : undefined);
  return {
    code: 'NO_DEFAULT_ROUTE',
    where: endpoint.name,
    explanation:
      gateway === null
        ? msg('why.noWayBack', { endpoint: endpoint.name, caller: packet.src })
        : msg('why.otherWayBack', { endpoint: endpoint.name, gateway }),
    fix,
  };
}

export function hairpinOff(
  facts: Facts,
  endpoint: Endpoint,
  link: EndpointInterface,
  device: string,
  family: Family,
): FoundObstacle {
  const fix = hairpinFix(facts, link, family);
  return {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: link.hostPeer ?? device,
    explanation: msg('why.hairpinOff', { endpoint: endpoint.name, device }),
    fix,
  };
}

export function loopbackSource(device: string): FoundObstacle {
  return {
    code: 'NO_PROXY',
    where: `net.ipv4.conf.${device}.route_localnet`,
    explanation: msg('why.loopbackSource'),
  };
}

export function noRouteTo(dst: string, wire: string | undefined): FoundObstacle {
  return {
    code: 'WRONG_INTERFACE',
    where: wire ?? msg('place.host'),
    explanation: msg('why.noWay', { address: dst }),
  };
}

/** An endpoint's gateway is not this computer. */
export function otherGatewayUsed(
  { name, gateway }: { readonly name: string; readonly gateway: string },
  address: string,
): FoundObstacle {
  return {
    code: 'NO_DEFAULT_ROUTE',
    where: name,
    explanation: msg('why.otherGateway', { endpoint: name, address, gateway }),
  };
}
