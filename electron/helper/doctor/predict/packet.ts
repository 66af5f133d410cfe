import { familyOf, type Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import type { Rule } from '#shared/model/rules';

/** A hook by the name of its built-in chain. */
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** The rule or policy that decided about a packet. */
export interface Decision {
  readonly table: string;
  /** The built-in chain, and the chain with the rule. */
  readonly hook: Hook;
  readonly chain: string;
  /** undefined: the built-in chain's policy. */
  readonly rule: Rule | undefined;
  /** The rules of the built-in chain. */
  readonly hookRules: readonly Rule[];
}

/** One packet at one point in the host, as rules see it. */
export interface Packet {
  readonly family: Family;
  readonly protocol: Protocol;
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
  /** The interfaces that it arrived on and leaves on; null where a hook has none. */
  readonly iif: string | null;
  readonly oif: string | null;
  /** The bridge port that it arrived on. */
  readonly physIn: string | null;
  /** `reply`: from the server to the client. */
  readonly direction: 'original' | 'reply';
  /** Whether it follows the first reply: a TCP connection is up only when this packet arrives. */
  readonly further: boolean;
  /** The destination before translation. */
  readonly originalDst: { readonly address: string; readonly port: number };
  readonly dnat: boolean;
  readonly snat: boolean;
  /** The rule (`NOTRACK`) that exempts it from tracking and translation; null when tracked. */
  readonly untrackedBy: Decision | null;
  /** A reply to an untracked packet: connection tracking does not know its connection. */
  readonly orphan: boolean;
  readonly mark: number;
}

/** The source port of predicted packets: any that is not published. */
const clientPort = 49_999;

/**
 * Returns a packet from a client to a publication.
 *
 * @param further whether it follows the first reply; otherwise it is the connection's first
 */
export function firstPacket(
  { protocol, hostPort }: Pick<Publication, 'protocol' | 'hostPort'>,
  src: string,
  dst: string,
  further = false,
): Packet {
  return {
    family: familyOf(dst),
    protocol,
    src,
    dst,
    sport: clientPort,
    dport: hostPort,
    iif: null,
    oif: null,
    physIn: null,
    direction: 'original',
    further,
    originalDst: { address: dst, port: hostPort },
    dnat: false,
    snat: false,
    untrackedBy: null,
    orphan: false,
    mark: 0,
  };
}

/** Returns the reply to a packet that has arrived. */
export function replyTo(packet: Packet): Packet {
  const { src, dst, sport, dport } = packet;
  return {
    ...packet,
    src: dst,
    dst: src,
    sport: dport,
    dport: sport,
    iif: null,
    oif: null,
    physIn: null,
    direction: 'reply',
    untrackedBy: null,
    orphan: packet.untrackedBy !== null,
    mark: 0,
  };
}
