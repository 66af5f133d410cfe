import { isLoopback } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { programName } from '../../paths/inbound/listening';
import { isWildcard } from '../../plan/resolved-publication';
import { remedyByPart } from './remedy';
import { guarded } from './drops';
import type { Facts } from './facts';
import type { Packet } from './packet';
import type { Stop } from './stop';

/** Where a proxy that waits on the host leads. */
export interface Onward {
  readonly address: string;
  readonly port: number;
}

/**
 * Finds who waits on the host for a packet, and where that leads.
 *
 * @param side whether this computer itself asks
 */
export function socketAt(
  facts: Facts,
  publication: Publication,
  packet: Packet,
  side: 'local' | 'remote',
): Onward | { readonly stop: Stop } {
  const listener = waiting(facts, packet);
  if (listener === undefined) return { stop: nobody(facts, publication, packet, side) };
  if (listener.pid === facts.helper) {
    const holder = ownHolder(facts, packet);
    const backend = holder?.proxy === true ? facts.backends.get(holder.id) : undefined;
    if (holder === undefined || backend === undefined) {
      return { stop: nobody(facts, publication, packet, side) };
    }
    return leadsTheSame(holder, publication) ? backend : { stop: heldByOwn(holder, packet) };
  }
  const proxy = facts.proxies.find(({ pid }) => pid === listener.pid);
  if (proxy !== undefined) return { address: proxy.containerIp, port: proxy.containerPort };
  return {
    stop: {
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

/** The socket that gets a packet: that of the very address before that of all. */
function waiting({ topology, helper }: Facts, packet: Packet): Listener | undefined {
  const { family, dst, dport, protocol } = packet;
  const there = topology.host.listeners.filter(
    (listener) => listener.port === dport && listener.protocol === protocol,
  );
  const wildcard = family === 4 ? '0.0.0.0' : '::';
  return (
    there.find(({ address }) => address === dst) ??
    there.find(({ address }) => address === wildcard) ??
    // A program's socket on :: mostly takes IPv4 as well; those of proxies do not.
    there.find(
      ({ address, pid, process }) =>
        address === '::' && pid !== helper && process !== 'docker-proxy',
    )
  );
}

/** The publication of Portolan whose proxy gets a packet. */
function ownHolder(
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

function leadsTheSame(one: Publication, other: Publication): boolean {
  return (
    one.id === other.id ||
    (one.endpoint?.id === other.endpoint?.id && one.containerPort === other.containerPort)
  );
}

function heldByOwn({ id, endpoint }: Publication, packet: Packet): Stop {
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

/** Nobody waits, or somebody who only holds the port. */
function nobody(
  { tables }: Facts,
  publication: Publication,
  packet: Packet,
  side: 'local' | 'remote',
): Stop {
  const { dst, dport, family } = packet;
  const { hostIp, id, origin, dnat, proxy } = publication;
  const single = isWildcard(hostIp) ? undefined : hostIp;
  const where = hostPort(packet);
  if (family === 6 && hostIp !== '*' && !hostIp.includes(':')) {
    return {
      ...{ code: 'NO_IPV6', where },
      explanation: msg('why.ipv4Only', { address: hostIp }),
    };
  }
  if (single !== undefined && single !== dst) {
    if (isLoopback(single) && side === 'remote') {
      const guard = tables
        .flatMap(({ chains }) => chains)
        .find(({ name }) => name === 'PORTOLAN-GUARD')
        ?.rules.find(({ comment }) => comment === `portolan:${id}`);
      return guarded(guard?.text, publication);
    }
    return {
      ...{ code: 'HOST_ADDRESS_ONLY', where },
      explanation: msg('why.otherAddressOnly', { address: single, asked: dst }),
    };
  }
  const ours = origin === 'portolan';
  // What comes from outside is the DNAT rule's part, what this computer itself asks is the proxy's.
  if (side === 'remote' && !dnat) {
    return {
      ...{ code: 'NO_DNAT_RULE', where: 'nat PREROUTING' },
      explanation: msg('why.noDnat', { port: dport }),
      ...(ours ? { remedy: remedyByPart(msg('fix.dnat'), id, 'dnat') } : {}),
    };
  }
  return {
    ...{ code: 'NO_PROXY', where },
    explanation: msg('why.noProxy', { address: dst }),
    ...(ours && !proxy ? { remedy: remedyByPart(msg('fix.proxy'), id, 'proxy') } : {}),
  };
}
