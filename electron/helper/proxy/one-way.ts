import type { Socket } from 'node:net';
import type { Reading } from './accepting';
import { classOf, nextClass, type BufferClass, type BufferPool } from './buffer-pool';

/** How streams mark a chunk that is bytes; Node's types know the encodings of text only. */
export const asBytes = 'buffer' as unknown as BufferEncoding;

/**
 * One direction of a relayed connection: what is read from one socket is written to another. While the other
 * does not take it, nothing more is read.
 *
 * Bytes are given to the other socket's `_write`, as its own stream would do: with never more than one buffer to
 * write, the queue of that stream has nothing to do, and going through it costs a third of the time of a request.
 */
export class OneWay {
  /** What the socket to read from is to be opened with. */
  readonly reading: Reading = {
    buffer: () => (this.#next ??= this.#pool.take(this.#size)),
    callback: (length) => this.#pass(length),
  };
  readonly #pool: BufferPool;
  readonly #count: (bytes: number) => void;
  #from: Socket | null = null;
  #to: Socket | null = null;
  #size: BufferClass = 'small';
  /** The buffer that the next bytes are read into. */
  #next: Buffer | null = null;
  /** The buffer that is not written entirely yet. */
  #waiting: Buffer | null = null;
  #passing = false;

  /** @param count is told how many bytes went through, again and again */
  constructor(pool: BufferPool, count: (bytes: number) => void) {
    this.#pool = pool;
    this.#count = count;
  }

  /** Whether bytes have been read that the other side has not taken yet. */
  get waits(): boolean {
    return this.#waiting !== null || (this.#to?.writableLength ?? 0) > 0;
  }

  join(from: Socket, to: Socket): void {
    this.#from = from;
    this.#to = to;
  }

  /** Reads into Node's own buffers, from a socket that could not be opened with {@link reading}. */
  readPlainly(): void {
    const [from, to] = [this.#from, this.#to];
    from?.on('data', (bytes: Buffer) => {
      this.#count(bytes.length);
      if (to?.write(bytes) === false) from.pause();
    });
    to?.on('drain', () => from?.resume());
    from?.pause();
  }

  /** Gives back the buffer that waits for bytes which will not come any more. */
  stop(): void {
    if (this.#next !== null) this.#pool.give(this.#next);
    this.#next = null;
  }

  /** @returns false to stop reading */
  #pass(length: number): boolean {
    const [bytes, to] = [this.#next, this.#to];
    if (bytes === null || to === null) return false;
    this.#count(length);
    this.#size = nextClass(bytes, length);
    this.#next = null;
    this.#waiting = bytes;
    this.#passing = true;
    to._write(length === bytes.length ? bytes : bytes.subarray(0, length), asBytes, this.#written);
    this.#passing = false;
    return !this.waits;
  }

  /** Called when all bytes are written, at once or later, or never will be. Only then may their buffer be used again. */
  readonly #written = (failure?: Error | null): void => {
    const bytes = this.#waiting;
    if (bytes === null) return;
    this.#waiting = null;
    const reads = this.#from?.destroyed === false;
    if (reads && this.#next === null && classOf(bytes) === this.#size) this.#next = bytes;
    else this.#pool.give(bytes);
    if (failure !== null && failure !== undefined) this.#to?.destroy(failure);
    else if (reads && !this.#passing) this.#from?.resume();
  };
}
