/** Sizes of the buffers that sockets read into, in bytes. */
const sizes = { small: 4 * 1024, medium: 64 * 1024, large: 512 * 1024 } as const;
export type BufferClass = keyof typeof sizes;

/** How many free buffers of each size are kept. */
const kept = { small: 512, medium: 64, large: 16 } as const;
/** How many large buffers may be in use at once; beyond them, medium ones are given. */
const largeLimit = 64;

/**
 * Lends the buffers that sockets read into. One read moves as much as its buffer holds, so that large buffers
 * make bulk transfers fast, while thousands of idle connections wait with a small one each.
 */
export class BufferPool {
  readonly #free: Readonly<Record<BufferClass, Buffer[]>> = { small: [], medium: [], large: [] };
  #largeInUse = 0;

  take(wanted: BufferClass): Buffer {
    const size = wanted === 'large' && this.#largeInUse >= largeLimit ? 'medium' : wanted;
    if (size === 'large') this.#largeInUse += 1;
    return this.#free[size].pop() ?? Buffer.allocUnsafeSlow(sizes[size]);
  }

  /** Takes a lent buffer back. It must not be used by the borrower any more. */
  give(buffer: Buffer): void {
    const size = classOf(buffer);
    if (size === 'large') this.#largeInUse -= 1;
    if (this.#free[size].length < kept[size]) this.#free[size].push(buffer);
  }
}

function classOf(buffer: Buffer): BufferClass {
  return buffer.length === sizes.small
    ? 'small'
    : buffer.length === sizes.medium
      ? 'medium'
      : 'large';
}

/**
 * The size for the next read, given how the last one went: a filled buffer asks for the next larger size, one
 * that stayed nearly empty for a smaller one.
 */
export function nextClass(buffer: Buffer, read: number): BufferClass {
  const current = classOf(buffer);
  if (read === buffer.length) return current === 'small' ? 'medium' : 'large';
  if (read * 16 > buffer.length) return current;
  return current === 'large' ? 'medium' : 'small';
}
