import { libcCall } from './libc';

const getsockopt = libcCall('int getsockopt(int, int, int, _Out_ void*, _Inout_ void*)');

/** asm-generic/socket.h. */
const SOL_SOCKET = 1;

/**
 * The value of an option of a socket, see getsockopt(2) and socket(7).
 *
 * @param option its number at the level of all sockets
 * @param length of the value, in bytes
 * @throws CallFailed when the kernel has no such option, or the descriptor is no socket
 */
export function socketOption(fd: number, option: number, length: number): Buffer {
  const value = Buffer.alloc(length);
  const valueLength = Buffer.alloc(4);
  valueLength.writeUInt32LE(length);
  getsockopt(fd, SOL_SOCKET, option, value, valueLength);
  return value;
}
