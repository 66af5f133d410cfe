import * as koffi from 'koffi';

/** A failed call of the C library. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly call: string;
  /** As in errno(3), for example 11 for EAGAIN. */
  readonly errno: number;

  constructor(call: string, errno: number) {
    super(`${call} failed with errno ${String(errno)}`);
    this.call = call;
    this.errno = errno;
  }
}

/** What a function of the C library takes; an array of strings must end with null. */
type Argument = number | bigint | Buffer | string | null | readonly (string | null)[];

/** A function of the C library that returns an int. */
export type LibcCall = (...args: readonly Argument[]) => number;

/** The symbols of this process, which the C library is part of; loaded at first use. */
let library: ReturnType<typeof koffi.load> | null = null;

/**
 * A function of the C library.
 *
 * @param prototype in C, for example `int flock(int, int)`
 * @returns a function that throws {@link CallFailed} when the call returns -1
 */
export function libcCall(prototype: string): LibcCall {
  let call: LibcCall | null = null;
  return (...args) => {
    library ??= koffi.load(null);
    call ??= library.func(prototype) as LibcCall;
    const result = call(...args);
    if (result === -1) throw new CallFailed(prototype, koffi.errno());
    return result;
  };
}
