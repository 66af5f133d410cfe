import type { Socket } from 'node:net';
import type { Reading } from './accepting';
import { classOf, nextClass, type BufferClass, type BufferPool } from './buffer-pool';

/**
 * One direction of a relayed connection: what is read from one socket is written to another. While the other
 * does not take it, nothing more is read.
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

  /** @param count is told how many bytes went through, again and again */
  constructor(pool: BufferPool, count: (bytes: number) => void) {
    this.#pool = pool;
    this.#count = count;
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
    to.write(length === bytes.length ? bytes : bytes.subarray(0, length), this.#written);
    const size = nextClass(bytes, length);
    const taken = to.writableLength === 0;
    if (!taken) {
      this.#waiting = bytes;
      this.#next = null;
    } else if (size !== classOf(bytes)) {
      this.stop();
    }
    this.#size = size;
    // What the kernel took at once does not wait, and its buffer is read into again.
    return taken;
  }

  readonly #written = (): void => {
    if (this.#waiting === null) return;
    this.#pool.give(this.#waiting);
    this.#waiting = null;
    if (this.#from?.destroyed === false) this.#from.resume();
  };
}
