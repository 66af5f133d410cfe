import type { AppError } from './app-error';

/**
 * A finished operation: its value, or the expected failure that stopped it. Bugs are thrown
 * instead.
 */
export type Result<T, E = AppError> = Ok<T> | Err<E>;

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E = AppError> = { readonly ok: false; readonly error: E };

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}

/** Closes a `switch` over a union: the compiler refuses the call while a member is unhandled. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
