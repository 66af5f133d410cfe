import { familyOf, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { msg } from '#shared/messages/message';
import { hostStack, reversePathFilter, routeTo, type Facts } from './facts';
import type { Packet, Decision } from './packet';
import { hairpinRepair, jumpRepair, masqueradeRepair, routeRepair, sysctlRepair } from './repairs';
import type { Stop } from './stop';

/** What routing and settings of the kernel may do to a packet, in words, with what removes it. */

/**
 * The kernel drops IPv4 packets whose sender it would not answer by the interface that they came in by.
 *
 * @param caller who asked, with the device that leads to it; null when the packet is not from there
 */
export function reversePathStop(
  facts: Facts,
  { src, family }: Packet,
  iif: string,
  caller: { readonly address: string; readonly device?: string } | null,
): Stop | undefined {
  if (family === 6) return undefined;
  const filter = reversePathFilter(facts, iif);
  if (filter === 0) return undefined;
  const known = src === caller?.address ? caller.device : undefined;
  const way = known ?? routeTo(hostStack(facts), src)?.device;
  if (way === iif || (filter === 2 && way !== undefined)) return undefined;
  const asked = { source: src, device: iif };
  const own = facts.topology.host.interfaces.find(({ name }) => name === iif)?.rpFilter;
  return {
    code: 'RP_FILTER',
    where: `net.ipv4.conf.${iif}.rp_filter`,
    explanation:
      way === undefined
        ? msg('why.answersNowhere', asked)
        : msg('why.answersElsewhere', { ...asked, other: way }),
    ...(way === undefined
      ? {}
      : {
          remedy: sysctlRepair(
            msg('fix.looseFilter'),
            `net/ipv4/conf/${iif}/rp_filter`,
            '2',
            String(own ?? 0),
          ),
        }),
  };
}

export function loopbackFromOutside(iif: string): Stop {
  return {
    code: 'LOOPBACK_GUARD',
    where: `net.ipv4.conf.${iif}.route_localnet`,
    explanation: msg('why.loopbackFromOutside', { device: iif }),
  };
}

export function noAddress(address: string): Stop {
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

export function forwardingOff(family: Family): Stop {
  const key = family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  return {
    code: 'IP_FORWARD_OFF',
    where: key,
    explanation: msg('why.forwardingOff', { key }),
    remedy: sysctlRepair(msg('fix.passOn'), key, '1', '0'),
  };
}

/**
 * Another rule has led the packet elsewhere, or has kept ours from being asked.
 *
 * @param towards where to; null: to the host itself
 */
export function shadowed(
  facts: Facts,
  publication: Publication,
  nat: Decision | undefined,
  family: Family,
  towards: string | null,
): Stop {
  const rule = nat?.rule;
  const remedy = nat === undefined ? undefined : jumpRepair(facts, publication, nat.hook, family);
  return {
    code: 'DNAT_SHADOWED',
    where: nat === undefined ? 'nat' : `nat ${nat.chain}`,
    explanation: towards === null ? msg('why.shadowedHere') : msg('why.shadowed', { towards }),
    ...(rule === undefined ? {} : { owner: rule.owner, rule: rule.text }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function withoutMasquerade(
  facts: Facts,
  publication: Publication,
  { src, dst }: Packet,
  { name }: Endpoint,
  link: EndpointInterface,
  toItself: boolean,
): Stop {
  const remedy = masqueradeRepair(facts, publication, link, dst, toItself);
  return {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: 'nat POSTROUTING',
    explanation: msg('why.shortCut', { endpoint: name, caller: src }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function noRoute(
  facts: Facts,
  publication: Publication,
  packet: Packet,
  endpoint: Endpoint,
  link: EndpointInterface,
  gateway: string | null,
): Stop {
  const own =
    publication.origin === 'portolan' && publication.masquerade === false
      ? masqueradeRepair(facts, publication, link, packet.dst, false)
      : undefined;
  const remedy =
    own ?? (gateway === null ? routeRepair(facts, endpoint, packet.family) : undefined);
  return {
    code: 'NO_DEFAULT_ROUTE',
    where: endpoint.name,
    explanation:
      gateway === null
        ? msg('why.noWayBack', { endpoint: endpoint.name, caller: packet.src })
        : msg('why.otherWayBack', { endpoint: endpoint.name, gateway }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function hairpinOff(
  facts: Facts,
  endpoint: Endpoint,
  link: EndpointInterface,
  device: string,
  family: Family,
): Stop {
  const remedy = hairpinRepair(facts, link, family);
  return {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: link.hostPeer ?? device,
    explanation: msg('why.hairpinOff', { endpoint: endpoint.name, device }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function loopbackSource(device: string): Stop {
  return {
    code: 'NO_PROXY',
    where: `net.ipv4.conf.${device}.route_localnet`,
    explanation: msg('why.loopbackSource'),
  };
}

export function noWay(dst: string, wire: string | undefined): Stop {
  return {
    code: 'WRONG_INTERFACE',
    where: wire ?? msg('place.host'),
    explanation: msg('why.noWay', { address: dst }),
  };
}

/** An endpoint sends by another gateway than this computer. */
export function goesAstray(
  { name, gateway }: { readonly name: string; readonly gateway: string },
  address: string,
): Stop {
  return {
    code: 'NO_DEFAULT_ROUTE',
    where: name,
    explanation: msg('why.otherGateway', { endpoint: name, address, gateway }),
  };
}
