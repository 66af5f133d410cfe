import type { Server } from 'node:net';

/**
 * A TCP socket as Node's own `net` drives it: a thin cover of libuv's uv_tcp_t. Functions that return a number
 * give 0 or one of libuv's errors, which are negative (see uv_strerror).
 */
export interface TcpHandle {
  /** Called with what {@link InnerTcp.lastRead} tells then; may return the buffer for the reads that follow. */
  onread: () => Uint8Array | undefined;
  /** Says what is read into; to be called once, before reading is started. */
  useUserBuffer(buffer: Uint8Array): number;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: Request, bytes: Uint8Array): number;
  /** Sends an end once everything is written. */
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

/** Something that libuv does and tells the end of. */
export interface Request {
  oncomplete: (status: number) => void;
}

/** What `net` is made of. */
export interface InnerTcp {
  /** A socket that is not connected yet. */
  readonly create: () => TcpHandle;
  readonly ConnectRequest: new () => Request;
  readonly ShutdownRequest: new () => Request;
  /** Within `onread`: how many bytes were read, or an error. */
  readonly lastRead: () => number;
  /**
   * Writes to a socket, at once as far as it takes it.
   *
   * @param written called with 0 or an error when a write that waits is done; only then may `bytes` be used again
   */
  readonly write: (
    to: TcpHandle,
    bytes: Uint8Array,
    written: (status: number) => void,
  ) => 'done' | 'waits' | 'failed';
}

/** What a read comes to when the other side has ended, UV_EOF. */
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
 * Finds the parts that Node's `net` is made of. A relay that is made of them directly costs a third of the
 * processor time of one that is made of `net.Socket`s, whose streams it has no use for. They are not documented:
 * where a version of Node has them elsewhere or without one of these functions, there are none.
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
  // A write that is done at once has no use for its request, which is taken for the next one then.
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
 * Takes the accepted connections of a listening server before it makes sockets of them.
 *
 * @returns false where Node has no place for that
 */
export function takeConnections(server: Server, accepted: (handle: TcpHandle) => void): boolean {
  const { _handle: listening } = server as unknown as {
    readonly _handle?: { onconnection?: (status: number, handle?: TcpHandle) => void } | null;
  };
  if (typeof listening?.onconnection !== 'function') return false;
  listening.onconnection = (status, handle) => {
    // Whatever hinders one connection, such as the limit of open files, the next one is tried all the same.
    if (status === 0 && handle !== undefined) accepted(handle);
  };
  return true;
}
