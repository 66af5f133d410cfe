import { familyOf, type Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import type { Rule } from '#shared/model/rules';

/** A hook by the name of its built-in chain. */
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** The rule or policy that decided about a packet. */
export interface Decision {
  readonly table: string;
  /** The built-in chain, and the chain that the rule is in. */
  readonly hook: Hook;
  readonly chain: string;
  /** undefined: the built-in chain's policy. */
  readonly rule: Rule | undefined;
  /** The rules of the built-in chain. */
  readonly beside: readonly Rule[];
}

/** One packet at one place of its way through the host, as rules see it. */
export interface Packet {
  readonly family: Family;
  readonly protocol: Protocol;
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
  /** Where it came in and where it leaves; null where it has none at this place. */
  readonly iif: string | null;
  readonly oif: string | null;
  /** The bridge port that it came in by. */
  readonly physIn: string | null;
  /** Whether it is one of those who ask, or an answer. */
  readonly direction: 'original' | 'reply';
  /** Whether it comes after the first answer: a TCP connection stands only when this one is let through too. */
  readonly further: boolean;
  /** What was asked before translation. */
  readonly asked: { readonly address: string; readonly port: number };
  readonly dnat: boolean;
  readonly snat: boolean;
  /** The rule that keeps it from being tracked (`NOTRACK`), and so from being translated; null when it is tracked. */
  readonly untrackedBy: Decision | null;
  /** An answer to what was not tracked: connection tracking knows nothing of it. */
  readonly orphan: boolean;
  readonly mark: number;
}

/** The source port of a packet that nobody has sent: any that is not published. */
const clientPort = 49_999;

/** A packet as a client of a publication sends it: the first, or one that comes after the answer to that. */
export function firstPacket(
  { protocol, hostPort }: Pick<Publication, 'protocol' | 'hostPort'>,
  src: string,
  dst: string,
  further = false,
): Packet {
  return {
    family: familyOf(dst),
    ...{ protocol, src, dst, sport: clientPort, dport: hostPort },
    ...{ iif: null, oif: null, physIn: null, direction: 'original' },
    asked: { address: dst, port: hostPort },
    further,
    ...{ dnat: false, snat: false, untrackedBy: null, orphan: false, mark: 0 },
  };
}

/** The answer to a packet that has arrived. */
export function replyTo(packet: Packet): Packet {
  const { src, dst, sport, dport } = packet;
  return {
    ...packet,
    ...{ src: dst, dst: src, sport: dport, dport: sport },
    ...{ iif: null, oif: null, physIn: null, direction: 'reply', mark: 0 },
    ...{ untrackedBy: null, orphan: packet.untrackedBy !== null },
  };
}
