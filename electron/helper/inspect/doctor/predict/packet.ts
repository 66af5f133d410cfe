import type { Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';

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
  /** Whether it is the first of its connection, or the answer to that. */
  readonly direction: 'original' | 'reply';
  /** What was asked before translation. */
  readonly asked: { readonly address: string; readonly port: number };
  readonly dnat: boolean;
  readonly snat: boolean;
  /** Not tracked (`NOTRACK`), so never translated. */
  readonly untracked: boolean;
  readonly mark: number;
}

/** The source port of a packet that nobody has sent: any that is not published. */
export const clientPort = 49_999;

/** The answer to a packet that has arrived. */
export function replyTo(packet: Packet): Packet {
  const { src, dst, sport, dport } = packet;
  return {
    ...packet,
    ...{ src: dst, dst: src, sport: dport, dport: sport },
    ...{ iif: null, oif: null, physIn: null, direction: 'reply', mark: 0 },
  };
}
