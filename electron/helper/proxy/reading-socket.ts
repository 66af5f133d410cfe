import { Socket, type OnReadOpts } from 'node:net';
import { nextClass, type BufferClass, type BufferPool } from './buffer-pool';

/**
 * Takes bytes that a socket has read.
 *
 * @param release to be called once the bytes are no longer needed
 * @returns false to stop reading until `resume()` is called on the socket
 */
export type Reader = (bytes: Buffer, release: () => void) => boolean;

/** Options for a socket that reads into buffers of a pool, sized by how much arrives. */
export function pooledReads(pool: BufferPool, reader: Reader): OnReadOpts & { stop: () => void } {
  let size: BufferClass = 'small';
  let lent: Buffer | null = null;
  return {
    buffer: () => {
      lent = pool.take(size);
      return lent;
    },
    callback: (length, view) => {
      const buffer = view as Buffer;
      size = nextClass(buffer, length);
      lent = null;
      return reader(buffer.subarray(0, length), () => {
        pool.give(buffer);
      });
    },
    /** Gives back the buffer that waits for bytes which will not come any more. */
    stop: () => {
      if (lent !== null) pool.give(lent);
      lent = null;
    },
  };
}

/** The part of an accepted socket's handle that is looked at. */
interface InnerSocket {
  _handle: { readonly readStart?: unknown } | null;
}

/**
 * Moves the connection of an accepted, paused socket into a new socket that reads into given buffers: Node lets
 * only sockets that it connects itself do that.
 *
 * @param accepted must be destroyed when the new socket closes, so that its server counts right
 * @returns null where this version of Node keeps the handle elsewhere; the accepted socket is then unchanged
 */
export function moveToPooledReads(accepted: Socket, onread: OnReadOpts): Socket | null {
  const inner = accepted as unknown as InnerSocket;
  const handle = inner._handle;
  if (handle === null || typeof handle !== 'object' || typeof handle.readStart !== 'function')
    return null;
  inner._handle = null;
  const options = { handle, onread, allowHalfOpen: true, pauseOnCreate: true };
  return new Socket(options);
}
