/** Sizes of the buffers that sockets read into, in bytes. */
const sizes = { small: 4 * 1024, medium: 64 * 1024, large: 512 * 1024 } as const;
export type BufferClass = keyof typeof sizes;

/** How many buffers of a size may be in use at once; beyond them, smaller ones are given. */
const limits = { small: Infinity, medium: 512, large: 48 } as const;
/** How many free buffers of each size are kept. */
const kept = { small: 512, medium: 64, large: 8 } as const;

/**
 * Lends the buffers that sockets read into. One read moves as much as its buffer holds, so that large buffers
 * make bulk transfers fast, while thousands of idle connections wait with a small one each.
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

  /** Takes a lent buffer back. It must not be used by the borrower any more. */
  give(buffer: Buffer): void {
    const size = classOf(buffer);
    this.#lent[size] -= 1;
    if (this.#free[size].length < kept[size]) this.#free[size].push(buffer);
  }
}

/** The size of a lent buffer, which may be smaller than the one that was asked for. */
export function classOf({ length }: Buffer): BufferClass {
  if (length === sizes.small) return 'small';
  return length === sizes.medium ? 'medium' : 'large';
}

function smaller(size: BufferClass): BufferClass {
  return size === 'large' ? 'medium' : 'small';
}

/**
 * The size for the next read, given how the last one went: a filled buffer asks for the next larger size, one
 * that stayed nearly empty for a smaller one.
 */
export function nextClass(buffer: Buffer, read: number): BufferClass {
  const current = classOf(buffer);
  if (read === buffer.length) return current === 'small' ? 'medium' : 'large';
  return read * 16 > buffer.length ? current : smaller(current);
}
