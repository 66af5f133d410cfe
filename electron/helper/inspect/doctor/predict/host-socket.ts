import { isLoopback } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { isWildcard } from '../../../plan/course';
import { remedyByPart } from '../remedy';
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
  const { process = 'another program', pid } = listener;
  const name = pid === undefined ? process : `${process} (process ${String(pid)})`;
  return {
    stop: {
      code: 'PORT_HELD_BY_OTHER',
      where: `port ${String(packet.dport)}/${packet.protocol}`,
      explanation: `${name} on this computer has the port ${String(packet.dport)} itself. Who asks here reaches that program, and not the container. End it, or publish another port.`,
    },
  };
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

function heldByOwn({ id, endpoint }: Publication, { dport, protocol }: Packet): Stop {
  return {
    code: 'PORT_HELD_BY_OTHER',
    where: `port ${String(dport)}/${protocol}`,
    explanation: `Another publication of Portolan (${id}) holds the port here, and leads to ${endpoint?.name ?? 'another container'}.`,
  };
}

/** Nobody waits, or somebody who only holds the port. */
function nobody(
  { tables }: Facts,
  publication: Publication,
  { dst, dport, family, protocol }: Packet,
  side: 'local' | 'remote',
): Stop {
  const { hostIp, id, origin, dnat, proxy } = publication;
  const single = isWildcard(hostIp) ? undefined : hostIp;
  const where = `port ${String(dport)}/${protocol}`;
  if (family === 6 && hostIp !== '*' && !hostIp.includes(':')) {
    return {
      ...{ code: 'NO_IPV6', where },
      explanation: `IPv6 is asked for, but the port is published for IPv4 (${hostIp}) only.`,
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
      explanation: `It is published on ${single} only, and ${dst} was asked. Ask ${single}, or publish it on all addresses.`,
    };
  }
  const ours = origin === 'portolan';
  // What comes from outside is the DNAT rule's part, what this computer itself asks is the proxy's.
  if (side === 'remote' && !dnat) {
    return {
      ...{ code: 'NO_DNAT_RULE', where: 'nat PREROUTING' },
      explanation: `No DNAT rule leads packets for port ${String(dport)} on to the container, and no proxy does either.`,
      ...(ours ? { remedy: remedyByPart('Put the DNAT rule back', id, 'dnat') } : {}),
    };
  }
  return {
    ...{ code: 'NO_PROXY', where },
    explanation: `Nobody passes on what comes to ${dst}: the DNAT rule sees only what comes from outside, and there is no proxy, which would wait here.`,
    ...(ours && !proxy ? { remedy: remedyByPart('Start the proxy', id, 'proxy') } : {}),
  };
}
