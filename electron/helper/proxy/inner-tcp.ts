import type { Server } from 'node:net';

/**
 * A TCP socket as Node's own `net` uses it: a thin layer over libuv's uv_tcp_t. Functions that
 * return a number return 0 or one of libuv's errors, which are negative (see uv_strerror).
 */
export interface TcpHandle {
  /**
   * Called with the result in {@link InnerTcp.lastRead}; may return the buffer for the next reads.
   */
  onread: () => Uint8Array | undefined;
  /** Sets the read buffer; call this once, before reading starts. */
  useUserBuffer(buffer: Uint8Array): number;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: Request, bytes: Uint8Array): number;
  /** Sends an end (FIN) once everything is written. */
  shutdown(request: Request): number;
  close(): void;
  /** Closes with a reset; refused while an end is being sent. */
  reset(): number;
  connect(request: Request, address: string, port: number): number;
  connect6(request: Request, address: string, port: number): number;
  setNoDelay(on: boolean): number;
  setKeepAlive(on: boolean, seconds: number): number;
  getsockname(end: Partial<HandleEnd>): number;
  getpeername(end: Partial<HandleEnd>): number;
}

export interface HandleEnd {
  readonly address: string;
  readonly port: number;
}

/** A request to libuv that reports its completion. */
export interface Request {
  oncomplete: (status: number) => void;
}

/** The parts that `net` is built on. */
export interface InnerTcp {
  /** A socket that is not connected yet. */
  readonly create: () => TcpHandle;
  readonly ConnectRequest: new () => Request;
  readonly ShutdownRequest: new () => Request;
  /** During `onread`: the number of bytes read, or an error. */
  readonly lastRead: () => number;
  /**
   * Writes to a socket, immediately as far as it accepts the data.
   *
   * @param written called with 0 or an error when a pending write completes; only then may `bytes`
   *   be reused
   */
  readonly write: (
    to: TcpHandle,
    bytes: Uint8Array,
    written: (status: number) => void,
  ) => 'done' | 'waits' | 'failed';
}

/** The result of a read at the end of the stream, UV_EOF. */
export const endOfFile = -4095;

type Made<T> = new (...args: readonly number[]) => T;

/** `process.binding('tcp_wrap')`, as far as it is used. */
interface TcpBinding {
  readonly TCP: Made<TcpHandle>;
  readonly TCPConnectWrap: Made<Request>;
  readonly constants: { readonly SOCKET: number };
}

/** `process.binding('stream_wrap')`, as far as it is used. */
interface StreamBinding {
  readonly WriteWrap: Made<Request>;
  readonly ShutdownWrap: Made<Request>;
  readonly streamBaseState: ArrayLike<number>;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

const handleFunctions = [
  'useUserBuffer',
  'readStart',
  'readStop',
  'writeBuffer',
  'shutdown',
  'close',
  'reset',
  'connect',
  'connect6',
  'setNoDelay',
  'setKeepAlive',
  'getsockname',
  'getpeername',
];

/**
 * Finds the parts that Node's `net` is built on. A relay on them costs a third of the processor
 * time of one on `net.Socket`s, whose streams it does not need. They are undocumented: this returns
 * none where a version of Node has them elsewhere or lacks one of these functions.
 */
function findInnerTcp(): InnerTcp | null {
  const tcp = binding<TcpBinding>('tcp_wrap');
  const stream = binding<StreamBinding>('stream_wrap');
  const { TCP, TCPConnectWrap: ConnectRequest, constants } = tcp;
  const { WriteWrap: WriteRequest, ShutdownWrap: ShutdownRequest } = stream;
  const { streamBaseState: state, kReadBytesOrError: read, kLastWriteWasAsync: waits } = stream;
  if (
    typeof TCP !== 'function' ||
    typeof ConnectRequest !== 'function' ||
    typeof WriteRequest !== 'function' ||
    typeof ShutdownRequest !== 'function' ||
    typeof constants?.SOCKET !== 'number' ||
    typeof read !== 'number' ||
    typeof waits !== 'number' ||
    state === undefined
  ) {
    return null;
  }
  const known = TCP.prototype as Readonly<Record<string, unknown>>;
  if (!handleFunctions.every((name) => typeof known[name] === 'function')) return null;
  // A write that completes immediately does not need its request, so the next write reuses it.
  let request = new WriteRequest();
  return {
    create: () => new TCP(constants.SOCKET),
    ConnectRequest,
    ShutdownRequest,
    lastRead: () => state[read] ?? 0,
    write: (to, bytes, written) => {
      request.oncomplete = written;
      if (to.writeBuffer(request, bytes) !== 0) return 'failed';
      if (state[waits] === 0) return 'done';
      request = new WriteRequest();
      return 'waits';
    },
  };
}

/** null where Node has no such parts. */
export const innerTcp = findInnerTcp();

function binding<T>(name: string): Partial<T> {
  const { binding: find } = process as { readonly binding?: (name: string) => Partial<T> };
  try {
    return find?.(name) ?? {};
  } catch {
    return {};
  }
}

/**
 * Takes the accepted connections of a listening server before it creates sockets for them.
 *
 * @returns false where Node does not allow that
 */
export function takeConnections(server: Server, accepted: (handle: TcpHandle) => void): boolean {
  const { _handle: listening } = server as unknown as {
    readonly _handle?: { onconnection?: (status: number, handle?: TcpHandle) => void } | null;
  };
  if (typeof listening?.onconnection !== 'function') return false;
  listening.onconnection = (status, handle) => {
    // If one connection fails, for example at the limit of open files, the next one is still
    // accepted.
    if (status === 0 && handle !== undefined) accepted(handle);
  };
  return true;
}
