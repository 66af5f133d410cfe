import type { Socket } from 'node:net';
import { libcCall } from './libc';

/** The process at the other end of a unix socket, as it was when it connected. */
export interface Peer {
  /** 0 when the process is in a pid namespace that this one does not see. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

const getsockopt = libcCall('int getsockopt(int, int, int, _Out_ void*, _Inout_ void*)');

/** socket(7) and unix(7), with the numbers of asm-generic/socket.h. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** `struct ucred`: three 32-bit numbers. */
const ucredLength = 12;

/**
 * Who is at the other end of a connected unix socket, by SO_PEERCRED of unix(7). For a client it is
 * whoever listens, for a server whoever connected.
 *
 * @returns null when the socket is closed, or is not a unix socket
 */
export function peerOf(socket: Socket): Peer | null {
  const fd = descriptorOf(socket);
  if (fd === null) return null;
  const credentials = Buffer.alloc(ucredLength);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ucredLength);
  try {
    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length);
  } catch {
    return null;
  }
  return {
    pid: credentials.readInt32LE(0),
    uid: credentials.readUInt32LE(4),
    gid: credentials.readUInt32LE(8),
  };
}

/** Node's sockets have their descriptor on an undocumented handle. */
function descriptorOf(socket: Socket): number | null {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return null;
  const fd: unknown = Reflect.get(handle, 'fd');
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}
