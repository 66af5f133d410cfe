import { familyOf, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { hostStack, reversePathFilter, routeTo, type Facts } from './facts';
import type { Decision } from './netfilter';
import type { Packet } from './packet';
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
  const answer = way === undefined ? 'it knows no way to answer' : `it would answer by ${way}`;
  const own = facts.topology.host.interfaces.find(({ name }) => name === iif)?.rpFilter;
  return {
    code: 'RP_FILTER',
    where: `net.ipv4.conf.${iif}.rp_filter`,
    explanation: `A packet from ${src} comes in by ${iif}, but ${answer}. The kernel takes such a sender for forged and drops the packet (reverse path filter).`,
    ...(way === undefined
      ? {}
      : {
          remedy: sysctlRepair(
            'Let answers take another way (loose mode)',
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
    explanation: `Packets for loopback addresses that come in by ${iif} are dropped by the kernel.`,
  };
}

export function noAddress(address: string): Stop {
  return familyOf(address) === 6
    ? {
        code: 'NO_IPV6',
        where: 'host',
        explanation: `IPv6 is asked for, but this computer has no address ${address}.`,
      }
    : {
        code: 'HOST_ADDRESS_ONLY',
        where: 'host',
        explanation: `It is published on ${address}, which this computer does not have now.`,
      };
}

export function forwardingOff(family: Family): Stop {
  const key = family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  return {
    code: 'IP_FORWARD_OFF',
    where: key,
    explanation: `The computer passes no packets on between its networks (${key} is 0), so nothing from outside gets to a container.`,
    remedy: sysctlRepair('Pass packets on', key, '1', '0'),
  };
}

/** Another rule has led the packet elsewhere, or has kept ours from being asked. */
export function shadowed(
  facts: Facts,
  publication: Publication,
  nat: Decision | undefined,
  family: Family,
  towards: string,
): Stop {
  const rule = nat?.rule;
  const remedy = nat === undefined ? undefined : jumpRepair(facts, publication, nat.hook, family);
  return {
    code: 'DNAT_SHADOWED',
    where: nat === undefined ? 'nat' : `nat ${nat.chain}`,
    explanation: `A rule that comes before the publication's own leads the packet to ${towards}.`,
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
    explanation: `${name} would answer ${src} straight away, past the computer, so the answer comes from another address than was asked, and is not recognised. The sender's address must be masqueraded.`,
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
        ? `${endpoint.name} gets the packet but knows no way back to ${packet.src}: it has no default route.`
        : `${endpoint.name} gets the packet but answers by ${gateway}, which is not this computer, so the answer is not recognised.`,
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
    explanation: `${endpoint.name} asks itself by way of the computer, but ${device} sends no frame back by the port that it came in by (hairpin mode is off).`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function loopbackSource(device: string): Stop {
  return {
    code: 'NO_PROXY',
    where: `net.ipv4.conf.${device}.route_localnet`,
    explanation:
      'A packet from 127.0.0.1 must not leave the computer, so no rule can lead it to a container. That takes a proxy, and there is none.',
  };
}

export function noWay(dst: string, wire: string | undefined): Stop {
  return {
    code: 'WRONG_INTERFACE',
    where: wire ?? 'host',
    explanation: `The computer has no way to ${dst}: none of its interfaces is in that network.`,
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
    explanation: `${name} sends what is for ${address} to ${gateway}, which is not this computer.`,
  };
}
