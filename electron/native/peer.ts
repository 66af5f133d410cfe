import type { Socket } from 'node:net';
import { socketOption } from './socket-option';

/** The process at the other end of a unix socket, as it was when it connected. */
export interface Peer {
  /** 0 when the process is in a pid namespace that this one does not see. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** unix(7), with the number of asm-generic/socket.h. */
const SO_PEERCRED = 17;
/** `struct ucred`: three 32-bit numbers. */
const ucredLength = 12;

/**
 * Who is at the other end of a connected unix socket, by SO_PEERCRED of unix(7). A client gets
 * the process that listens, a server the one that connected.
 *
 * @returns null when the socket is closed, or is not a unix socket
 */
export function peerOf(socket: Socket): Peer | null {
  const fd = descriptorOf(socket);
  if (fd === null) return null;
  try {
    const credentials = socketOption(fd, SO_PEERCRED, ucredLength);
    return {
      pid: credentials.readInt32LE(0),
      uid: credentials.readUInt32LE(4),
      gid: credentials.readUInt32LE(8),
    };
  } catch {
    return null;
  }
}

/** Node's sockets have their descriptor on an undocumented handle. */
function descriptorOf(socket: Socket): number | null {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return null;
  const fd: unknown = Reflect.get(handle, 'fd');
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}
