import { closeSync } from 'node:fs';
import { CallFailed, libcCall } from './libc';
import { socketOption } from './socket-option';

const socket = libcCall('int socket(int, int, int)');

/** socket(2) and asm-generic/socket.h. */
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SO_NETNS_COOKIE = 71;

/**
 * A number for this network namespace that no other one gets until the next boot: the inode of a
 * namespace is used again as soon as it is gone (net/core/net_namespace.c, `net_gen_cookie`).
 *
 * @returns null before Linux 5.14, which has no such number
 */
export function namespaceCookie(): bigint | null {
  const fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  try {
    return socketOption(fd, SO_NETNS_COOKIE, 8).readBigUInt64LE(0);
  } catch (error) {
    if (error instanceof CallFailed) return null;
    throw error;
  } finally {
    closeSync(fd);
  }
}
