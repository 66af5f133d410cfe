import { socketName } from '#shared/model/address';
import type { TracedPacket } from '#shared/model/trace';

/** A packet in short: `tcp syn 192.0.2.2:43938 → 192.0.2.1:2345`. */
export function packetWords(packet: TracedPacket): string {
  const { protocol, flags, src, dst, sport, dport } = packet;
  const head = flags === undefined || flags === '' ? protocol : `${protocol} ${flags}`;
  return `${head} ${socketName(src, sport)} → ${socketName(dst, dport)}`;
}
