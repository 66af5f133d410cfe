import { closeSync } from 'node:fs';
import { CallFailed, libcCall } from './libc';

const socket = libcCall('int socket(int, int, int)');
const getsockopt = libcCall('int getsockopt(int, int, int, _Out_ void*, _Inout_ void*)');

/** socket(2) and asm-generic/socket.h. */
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_NETNS_COOKIE = 71;

/**
 * A number for this network namespace that no other one gets until the next boot: the inode of a
 * namespace is used again as soon as it is gone (net/core/net_namespace.c, `net_gen_cookie`).
 *
 * @returns null before Linux 5.14, which has no such number
 */
export function namespaceCookie(): bigint | null {
  const fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const cookie = Buffer.alloc(8);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(cookie.length);
  try {
    getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, cookie, length);
    return cookie.readBigUInt64LE(0);
  } catch (error) {
    if (error instanceof CallFailed) return null;
    throw error;
  } finally {
    closeSync(fd);
  }
}
