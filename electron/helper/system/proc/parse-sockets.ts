import { familyOf, parseAddress, type Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** A socket as `/proc/net/tcp` and its siblings list it. */
export interface ProcSocket {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly state: SocketState;
  readonly uid: number;
  readonly inode: number;
}

export type SocketState = 'listening' | 'unconnected' | 'connecting' | 'connected' | 'ending';

/** States of include/net/tcp_states.h; all others belong to connections that are ending. */
const states: Readonly<Record<string, SocketState>> = {
  '01': 'connected',
  '02': 'connecting',
  // SYN_RECV: the container's kernel has answered.
  '03': 'connected',
  // TCP_CLOSE: the state of a UDP socket that is bound but not connected (net/ipv4/udp.c).
  '07': 'unconnected',
  '0A': 'listening',
};

/**
 * Reads `/proc/PID/net/{tcp,tcp6,udp,udp6}`. Format: Documentation/networking/proc_net_tcp.rst;
 * addresses are words in the host's byte order.
 *
 * @param isWanted decodes only sockets in these states, because long tables are read often
 */
function parseSockets(
  text: string,
  family: Family,
  isWanted: (state: SocketState) => boolean = () => true,
): readonly ProcSocket[] {
  const sockets: ProcSocket[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const [, localText, remoteText, stateText = '', , , , uid = '', , inode = ''] = fields;
    const state = states[stateText] ?? 'ending';
    if (!isWanted(state)) continue;
    const local = parseEnd(localText, family);
    const remote = parseEnd(remoteText, family);
    if (local === null || remote === null) continue;
    sockets.push({ local, remote, state, uid: Number(uid), inode: Number(inode) });
  }
  return sockets;
}

function parseEnd(text: string | undefined, family: Family): SocketAddress | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text ?? '');
  if (match === null) return null;
  const address = decodeAddress(match[1] ?? '', family);
  return address === null ? null : { address, port: Number.parseInt(match[2] ?? '', 16) };
}

/** Decodes an address as `/proc/net` writes it: hexadecimal words in the host's byte order. */
function decodeAddress(hex: string, family: Family): string | null {
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

/** A listening socket of a namespace, before its process is known. */
export interface ListeningSocket extends SocketAddress {
  readonly protocol: Protocol;
  readonly inode: number;
  readonly uid: number;
}

/** The sockets that accept traffic from any peer: TCP in LISTEN, UDP bound without a peer. */
export function listeningSockets(
  text: string,
  protocol: Protocol,
  family: Family,
): readonly ListeningSocket[] {
  const wanted = protocol === 'tcp' ? 'listening' : 'unconnected';
  return parseSockets(text, family, (state) => state === wanted).flatMap(
    ({ local, inode, uid }): ListeningSocket[] =>
      local.port === 0 ? [] : [{ protocol, ...local, inode, uid }],
  );
}

/** One TCP connection, from the end that a namespace has. */
export type TcpConnection = Pick<ProcSocket, 'local' | 'remote' | 'state'>;

/** The TCP connections of a table. An IPv4 address in an IPv6 socket becomes plain IPv4. */
export function tcpConnections(text: string, family: Family): readonly TcpConnection[] {
  return parseSockets(text, family, (state) => state !== 'listening').map(
    ({ local, remote, state }) => ({
      local: { ...local, address: unmapped(local.address) },
      remote: { ...remote, address: unmapped(remote.address) },
      state,
    }),
  );
}

/** Returns `192.0.2.1` for `::ffff:192.0.2.1`, and other addresses unchanged. */
export function unmapped(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/.exec(address)?.[1];
  return mapped !== undefined && familyOf(mapped) === 4 ? mapped : address;
}
