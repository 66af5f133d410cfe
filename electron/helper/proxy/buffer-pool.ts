/** Sizes of read buffers, in bytes. */
const sizes = { small: 4 * 1024, medium: 64 * 1024, large: 512 * 1024 } as const;
export type BufferClass = keyof typeof sizes;

/** How many buffers of a size may be in use at once; beyond that, smaller ones are lent. */
const limits = { small: Infinity, medium: 512, large: 48 } as const;
/** How many free buffers of each size are kept for reuse. */
const kept = { small: 512, medium: 64, large: 8 } as const;

/**
 * Lends read buffers to sockets. One read moves as much as its buffer holds, so large buffers make
 * bulk transfers fast, while thousands of idle connections wait with a small one each.
 */
export class BufferPool {
  readonly #free: Readonly<Record<BufferClass, Buffer[]>> = { small: [], medium: [], large: [] };
  readonly #lent: Record<BufferClass, number> = { small: 0, medium: 0, large: 0 };

  take(wanted: BufferClass): Buffer {
    let size = wanted;
    while (this.#lent[size] >= limits[size]) size = smaller(size);
    this.#lent[size] += 1;
    return this.#free[size].pop() ?? Buffer.allocUnsafeSlow(sizes[size]);
  }

  /** Returns a buffer to the pool. The borrower must not use it any more. */
  give(buffer: Buffer): void {
    const size = classOf(buffer);
    this.#lent[size] -= 1;
    if (this.#free[size].length < kept[size]) this.#free[size].push(buffer);
  }
}

/** The size of a lent buffer, which may be smaller than requested. */
export function classOf({ length }: Buffer): BufferClass {
  if (length === sizes.small) return 'small';
  return length === sizes.medium ? 'medium' : 'large';
}

function smaller(size: BufferClass): BufferClass {
  return size === 'large' ? 'medium' : 'small';
}

/**
 * The size for the next read, given the last one: a full buffer leads to the next larger size, a
 * nearly empty one to a smaller size.
 */
export function nextClass(buffer: Buffer, read: number): BufferClass {
  const current = classOf(buffer);
  if (read === buffer.length) return current === 'small' ? 'medium' : 'large';
  return read * 16 > buffer.length ? current : smaller(current);
}
