import { classOf, nextClass, type BufferPool } from './buffer-pool';
import { endOfFile, type InnerTcp, type TcpHandle } from './inner-tcp';

/** The owner of both directions of a connection. */
export interface OneWayOwner {
  /** Called with the number of bytes after each read. */
  moved(way: OneWay, bytes: number): void;
  /** Called when the source side has ended. */
  ended(way: OneWay): void;
  /** Called when a side fails. */
  failed(): void;
}

/**
 * One direction of a relayed connection: it writes what it reads from one socket to another. While
 * the target does not accept data, it stops reading, so at most one buffer is pending.
 */
export class OneWay {
  readonly from: TcpHandle;
  readonly to: TcpHandle;
  readonly #inner: InnerTcp;
  readonly #pool: BufferPool;
  readonly #owner: OneWayOwner;
  /** The read buffer. */
  #reading: Buffer | null = null;
  /** The buffer that is not written completely yet; it may be the read buffer. */
  #waiting: Buffer | null = null;
  #ended = false;
  /** Whether an end is being sent. */
  #ending = false;

  constructor(
    inner: InnerTcp,
    pool: BufferPool,
    owner: OneWayOwner,
    from: TcpHandle,
    to: TcpHandle,
  ) {
    this.#inner = inner;
    this.#pool = pool;
    this.#owner = owner;
    this.from = from;
    this.to = to;
  }

  /** Whether the source side has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether bytes were read that the target has not accepted yet. */
  get waits(): boolean {
    return this.#waiting !== null;
  }

  /**
   * Starts reading; call this once.
   *
   * @returns whether it succeeded
   */
  start(): boolean {
    this.#reading = this.#pool.take('small');
    this.from.onread = this.#read;
    this.from.useUserBuffer(this.#reading);
    return this.from.readStart() === 0;
  }

  /** Passes the end of the source on to the target; everything is written by then. */
  end(): boolean {
    const request = new this.#inner.ShutdownRequest();
    request.oncomplete = () => (this.#ending = false);
    this.#ending = true;
    return this.to.shutdown(request) === 0;
  }

  /**
   * Closes the target side, with a reset if requested. While an end is being sent, libuv refuses to
   * reset; all data is sent then.
   */
  close(withReset: boolean): void {
    if (withReset && !this.#ending) this.to.reset();
    else this.to.close();
  }

  /** Returns the buffers once both sockets are closed. */
  stop(): void {
    const reading = this.#reading;
    this.#reading = null;
    // A pending write returns its buffer itself.
    if (reading !== null && reading !== this.#waiting) this.#pool.give(reading);
  }

  /** @returns the buffer for the next reads, if it changes */
  readonly #read = (): Buffer | undefined => {
    const length = this.#inner.lastRead();
    if (length > 0) return this.#pass(length);
    if (length === 0) return undefined;
    if (length === endOfFile) {
      this.#ended = true;
      this.#owner.ended(this);
    } else this.#owner.failed();
    return undefined;
  };

  #pass(length: number): Buffer | undefined {
    const bytes = this.#reading;
    if (bytes === null) return undefined;
    this.#owner.moved(this, length);
    const part = length === bytes.length ? bytes : bytes.subarray(0, length);
    const written = this.#inner.write(this.to, part, this.#written);
    if (written === 'failed') {
      this.#owner.failed();
      return undefined;
    }
    if (written === 'waits') {
      this.#waiting = bytes;
      this.from.readStop();
    }
    const wanted = nextClass(bytes, length);
    if (wanted === classOf(bytes)) return undefined;
    if (!this.waits) this.#pool.give(bytes);
    return (this.#reading = this.#pool.take(wanted));
  }

  readonly #written = (status: number): void => {
    const bytes = this.#waiting;
    this.#waiting = null;
    if (bytes !== null && bytes !== this.#reading) this.#pool.give(bytes);
    const stopped = this.#reading === null;
    if (!stopped && (status !== 0 || this.from.readStart() !== 0)) this.#owner.failed();
  };
}
