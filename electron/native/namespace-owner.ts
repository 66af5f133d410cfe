import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { CallFailed, libcCall } from './libc';

const ioctl = libcCall('int ioctl(int, unsigned long, _Inout_ void*)');

/** ioctl_ns(2): `_IO(0xb7, 1)` to `_IO(0xb7, 4)`. */
const NS_GET_USERNS = 0xb701;
const NS_GET_PARENT = 0xb702;
const NS_GET_OWNER_UID = 0xb704;

/** User namespaces nest at most this deep (user_namespaces(7)). */
const deepest = 33;

/**
 * Which user made a network namespace: null when it belongs to this process's own user namespace,
 * so only its root can have made it; else the uid of the user who made the outermost user
 * namespace between it and this one, whatever uids are mapped inside.
 *
 * @param path the namespace's file
 * @returns also null when the namespace belongs to a user namespace that contains this one
 * @throws when the file cannot be opened
 */
export function foreignOwnerOf(path: string): number | null {
  const own = statSync('/proc/self/ns/user').ino;
  const opened = [openSync(path, 'r')];
  const last = () => opened.at(-1) ?? -1;
  try {
    let outermost: number | null = null;
    for (let request = NS_GET_USERNS; opened.length < deepest; request = NS_GET_PARENT) {
      const parent = tryOpen(last(), request);
      if (parent === null) return outermost === null ? null : ownerOf(outermost);
      opened.push(parent);
      if (fstatSync(parent).ino === own) return outermost === null ? null : ownerOf(outermost);
      outermost = parent;
    }
    return outermost === null ? null : ownerOf(outermost);
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}

/** The descriptor that an ioctl opens; null when that namespace is outside of this process's. */
function tryOpen(fd: number, request: number): number | null {
  try {
    return ioctl(fd, request, null);
  } catch (error) {
    if (error instanceof CallFailed) return null;
    throw error;
  }
}

function ownerOf(fd: number): number {
  const uid = Buffer.alloc(4);
  ioctl(fd, NS_GET_OWNER_UID, uid);
  return uid.readUInt32LE(0);
}
