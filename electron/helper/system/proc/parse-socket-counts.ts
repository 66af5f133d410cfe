/** How many sockets of each protocol a network namespace uses. */
export interface SocketCounts {
  readonly tcp: number;
  readonly tcp6: number;
  readonly udp: number;
  readonly udp6: number;
}

/**
 * Reads /proc/net/protocols (net/core/sock.c, `proto_seq_printf`): one protocol a line, the number
 * of sockets in the third column.
 */
export function parseSocketCounts(text: string): SocketCounts {
  const of = (name: string) =>
    Number(new RegExp(`^${name} +[0-9]+ +([0-9]+) `, 'm').exec(text)?.[1] ?? 0);
  return { tcp: of('TCP'), tcp6: of('TCPv6'), udp: of('UDP'), udp6: of('UDPv6') };
}
