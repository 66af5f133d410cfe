import { isLoopback } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { programName } from '../../paths/inbound/listening';
import { isWildcard } from '../../plan/resolved-publication';
import type { Facts } from './machine-facts';
import { fixByPart, type FoundObstacle } from './obstacle';
import type { Packet } from './packet';
import { guarded } from './rule-obstacles';

/** Where a proxy that listens on the host forwards to. */
export interface ProxyTarget {
  readonly address: string;
  readonly port: number;
}

/**
 * Finds the proxy on the host that receives a packet, and where it forwards to.
 *
 * @param side whether this computer itself connects
 */
export function socketAt(
  facts: Facts,
  publication: Publication,
  packet: Packet,
  side: 'local' | 'remote',
): ProxyTarget | { readonly obstacle: FoundObstacle } {
  const listener = listenerFor(facts, packet);
  if (listener === undefined) return { obstacle: noListener(facts, publication, packet, side) };
  if (listener.pid === facts.helper) {
    const holder = ownPublicationAt(facts, packet);
    const backend = holder?.proxy === true ? facts.backends.get(holder.id) : undefined;
    if (holder === undefined || backend === undefined) {
      return { obstacle: noListener(facts, publication, packet, side) };
    }
    return haveSameTarget(holder, publication) ? backend : { obstacle: heldByOwn(holder, packet) };
  }
  const proxy = facts.proxies.find(({ pid }) => pid === listener.pid);
  if (proxy !== undefined) return { address: proxy.containerIp, port: proxy.containerPort };
  return {
    obstacle: {
      code: 'PORT_HELD_BY_OTHER',
      where: hostPort(packet),
      explanation: msg('why.heldByProgram', {
        program: programName(listener),
        port: packet.dport,
      }),
    },
  };
}

function hostPort({ dport, protocol }: Packet): Text {
  return msg('place.hostPort', { port: dport, protocol });
}

/** The socket that receives a packet: one on its exact address before a wildcard. */
function listenerFor({ topology, helper }: Facts, packet: Packet): Listener | undefined {
  const { family, dst, dport, protocol } = packet;
  const bound = topology.host.listeners.filter(
    (listener) => listener.port === dport && listener.protocol === protocol,
  );
  const wildcard = family === 4 ? '0.0.0.0' : '::';
  return (
    bound.find(({ address }) => address === dst) ??
    bound.find(({ address }) => address === wildcard) ??
    // A program's socket on :: usually accepts IPv4 too; those of proxies do not.
    bound.find(
      ({ address, pid, process }) =>
        address === '::' && pid !== helper && process !== 'docker-proxy',
    )
  );
}

/** Portolan's publication whose proxy receives a packet. */
function ownPublicationAt(
  { publications }: Facts,
  { dst, dport, protocol, family }: Packet,
): Publication | undefined {
  const ours = publications.filter(
    (one) => one.origin === 'portolan' && one.hostPort === dport && one.protocol === protocol,
  );
  const wildcard = family === 4 ? '0.0.0.0' : '::';
  return (
    ours.find(({ hostIp }) => hostIp === dst) ??
    ours.find(({ hostIp }) => hostIp === '*' || hostIp === wildcard)
  );
}

function haveSameTarget(one: Publication, other: Publication): boolean {
  return (
    one.id === other.id ||
    (one.endpoint?.id === other.endpoint?.id && one.containerPort === other.containerPort)
  );
}

function heldByOwn({ id, endpoint }: Publication, packet: Packet): FoundObstacle {
  return {
    code: 'PORT_HELD_BY_OTHER',
    where: hostPort(packet),
    explanation: msg('why.heldByPublication', {
      id,
      endpoint:
        endpoint === null
          ? msg('container.another')
          : msg('container.named', { name: endpoint.name }),
    }),
  };
}

/** No socket receives the packet, or one that only reserves the port. */
function noListener(
  { tables }: Facts,
  publication: Publication,
  packet: Packet,
  side: 'local' | 'remote',
): FoundObstacle {
  const { dst, dport, family } = packet;
  const { hostIp, id, origin, dnat, proxy } = publication;
  const single = isWildcard(hostIp) ? undefined : hostIp;
  const where = hostPort(packet);
  if (family === 6 && hostIp !== '*' && !hostIp.includes(':')) {
    return {
      code: 'NO_IPV6',
      where,
      explanation: msg('why.ipv4Only', { address: hostIp }),
    };
  }
  if (single !== undefined && single !== dst) {
    if (isLoopback(single) && side === 'remote') {
      const guard = tables
        .filter(({ name }) => name === 'raw')
        .flatMap(({ chains }) => chains)
        .find(({ name }) => name === 'PORTOLAN-GUARD')
        ?.rules.find(({ comment }) => comment === `portolan:${id}`);
      return guarded(guard?.text, publication);
    }
    return {
      code: 'HOST_ADDRESS_ONLY',
      where,
      explanation: msg('why.otherAddressOnly', { address: single, asked: dst }),
    };
  }
  const ours = origin === 'portolan';
  // The DNAT rule serves clients outside, the proxy serves this computer.
  if (side === 'remote' && !dnat) {
    return {
      code: 'NO_DNAT_RULE',
      where: 'nat PREROUTING',
      explanation: msg('why.noDnat', { port: dport }),
      fix: ours ? fixByPart(msg('fix.dnat'), id, 'dnat') : undefined,
    };
  }
  return {
    code: 'NO_PROXY',
    where,
    explanation: msg('why.noProxy', { address: dst }),
    fix: ours && !proxy ? fixByPart(msg('fix.proxy'), id, 'proxy') : undefined,
  };
}
