import { parseAddress, type Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';

/** A listening socket of a namespace, before its process is known. */
export interface ListeningSocket {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly inode: number;
  readonly uid: number;
}

const tcpListen = '0A';
/** A UDP socket that is bound but not connected stands in TCP_CLOSE (net/ipv4/udp.c). */
const udpUnconnected = '07';

/**
 * Reads `/proc/PID/net/{tcp,tcp6,udp,udp6}` and keeps the sockets that wait for anybody: TCP in LISTEN, UDP
 * bound without a peer. Format: Documentation/networking/proc_net_tcp.rst; addresses are host-endian words.
 */
export function parseProcSockets(
  text: string,
  protocol: Protocol,
  family: Family,
): readonly ListeningSocket[] {
  const wanted = protocol === 'tcp' ? tcpListen : udpUnconnected;
  const sockets: ListeningSocket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state, , , , uid = '', , inode = ''] = fields;
    if (state !== wanted) continue;
    const [addressHex = '', portHex = ''] = local.split(':');
    const address = decodeAddress(addressHex, family);
    const port = Number.parseInt(portHex, 16);
    if (address === null || port === 0) continue;
    sockets.push({ protocol, address, port, inode: Number(inode), uid: Number(uid) });
  }
  return sockets;
}

/** An address as `/proc/net` writes it: hexadecimal words in the order of the host. */
export function decodeAddress(hex: string, family: Family): string | null {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse(),
  );
  if (family === 4) return bytes.length === 4 ? bytes.join('.') : null;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  const address = parseAddress(groups.join(':'));
  return address.ok ? address.value : null;
}
