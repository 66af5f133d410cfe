import { socketName } from '#shared/model/address';
import type { TracedPacket } from '#shared/model/trace';

/** A packet in short: `tcp syn 192.0.2.2:43938 → 192.0.2.1:2345`. */
export function packetWords(packet: TracedPacket): string {
  const { protocol, flags, src, dst, sport, dport } = packet;
  const end = (address: string, port: number | undefined): string =>
    port === undefined ? address : socketName(address, port);
  const head = flags === undefined || flags === '' ? protocol : `${protocol} ${flags}`;
  return `${head} ${end(src, sport)} → ${end(dst, dport)}`;
}
