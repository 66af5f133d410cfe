import { classOf, nextClass, type BufferPool } from './buffer-pool';
import { endOfFile, type InnerTcp, type TcpHandle } from './inner-tcp';

/** Who has both directions of a connection. */
export interface OneWayOwner {
  /** Called with how many bytes were read, again and again. */
  moved(way: OneWay, bytes: number): void;
  /** Called when the side that is read from has ended. */
  ended(way: OneWay): void;
  /** Called when a side cannot be read from or written to any more. */
  failed(): void;
}

/**
 * One direction of a relayed connection: what is read from one socket is written to another. While the other
 * does not take it, nothing more is read, so that no more than one buffer waits.
 */
export class OneWay {
  readonly from: TcpHandle;
  readonly to: TcpHandle;
  readonly #inner: InnerTcp;
  readonly #pool: BufferPool;
  readonly #owner: OneWayOwner;
  /** The buffer that is read into. */
  #reading: Buffer | null = null;
  /** The buffer that is not written entirely yet; it may be the one that is read into. */
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

  /** Whether the side that is read from has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether bytes have been read that the other side has not taken yet. */
  get waits(): boolean {
    return this.#waiting !== null;
  }

  /**
   * Begins to read; to be called once.
   *
   * @returns whether it could
   */
  start(): boolean {
    this.#reading = this.#pool.take('small');
    this.from.onread = this.#read;
    this.from.useUserBuffer(this.#reading);
    return this.from.readStart() === 0;
  }

  /** Passes the end of the one side on to the other; everything is written by then. */
  end(): boolean {
    const request = new this.#inner.ShutdownRequest();
    request.oncomplete = () => (this.#ending = false);
    this.#ending = true;
    return this.to.shutdown(request) === 0;
  }

  /**
   * Closes the side that is written to, with a reset if that is asked for. While an end is being sent, libuv refuses
   * to reset; all data has gone then.
   */
  close(withReset: boolean): void {
    if (withReset && !this.#ending) this.to.reset();
    else this.to.close();
  }

  /** Gives the buffers back once both sockets are closed. */
  stop(): void {
    const reading = this.#reading;
    this.#reading = null;
    // A write that is not done yet gives its buffer back itself.
    if (reading !== null && reading !== this.#waiting) this.#pool.give(reading);
  }

  /** @returns the buffer for the reads that follow, if it is another one */
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
