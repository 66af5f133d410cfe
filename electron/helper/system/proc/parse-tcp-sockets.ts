import { familyOf, type Family } from '#shared/model/address';
import { decodeAddress } from './parse-sockets';

/** One end of a TCP connection as a namespace has it. */
export interface TcpSocket {
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  readonly state: 'connecting' | 'connected' | 'ending';
}

const connecting = '02';
const listening = '0A';
/** ESTABLISHED, and SYN_RECV: the container's kernel has answered. */
const connected = new Set(['01', '03']);

/**
 * Reads the connections of `/proc/PID/net/tcp` or `tcp6` (proc_net_tcp in the kernel's documentation; states are
 * those of `include/net/tcp_states.h`). An IPv4 address in an IPv6 socket is given as IPv4.
 */
export function parseTcpSockets(text: string, family: Family): readonly TcpSocket[] {
  return text.split('\n').flatMap((line): TcpSocket[] => {
    const [, localText, remoteText, state = ''] = line.trim().split(/\s+/);
    const local = endOf(localText, family);
    const remote = endOf(remoteText, family);
    if (local === null || remote === null || state === listening) return [];
    return [
      {
        local,
        remote,
        state: state === connecting ? 'connecting' : connected.has(state) ? 'connected' : 'ending',
      },
    ];
  });
}

function endOf(text: string | undefined, family: Family): TcpSocket['local'] | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text ?? '');
  if (match === null) return null;
  const address = decodeAddress(match[1] ?? '', family);
  return address === null
    ? null
    : { address: unmapped(address), port: Number.parseInt(match[2] ?? '', 16) };
}

/** `::ffff:192.0.2.1` as `192.0.2.1`. */
export function unmapped(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/.exec(address)?.[1];
  return mapped !== undefined && familyOf(mapped) === 4 ? mapped : address;
}
