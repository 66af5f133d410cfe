import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { Staleness } from '../../records/reading';

/** Milliseconds to wait for a reader that failed last time. */
const patience = 50;

/**
 * One part of a reading. It keeps the last value: a reader that fails or hangs makes it stale, and
 * a reading never waits longer than the limit. While a reader hangs, no other one starts.
 */
export class Part<T> {
  readonly name: string;
  readonly #limit: number;
  #value: { readonly is: T } | null = null;
  #since = new Date();
  #error: AppError | null = null;
  #underway: Promise<void> | null = null;

  /** @param limit how long to wait for a reader once there is a value, in milliseconds */
  constructor(name: string, limit: number) {
    this.name = name;
    this.#limit = limit;
  }

  /** Why the value is stale; undefined when it is current. */
  get staleness(): Staleness | undefined {
    if (this.#error === null) return undefined;
    return { part: this.name, error: this.#error, since: this.#since };
  }

  /** The last value. */
  get value(): T | undefined {
    return this.#value?.is;
  }

  /**
   * Reads the part again.
   *
   * @returns the newest value; an error only if there never was one
   */
  async read(reader: () => Promise<Result<T>>): Promise<Result<T>> {
    const limit = this.#error === null ? this.#limit : patience;
    this.#underway ??= this.#start(reader);
    await (this.#value === null ? this.#underway : this.#within(this.#underway, limit));
    if (this.#value !== null) return ok(this.#value.is);
    return err(this.#error ?? this.#late());
  }

  async #start(reader: () => Promise<Result<T>>): Promise<void> {
    const result = await Promise.resolve().then(reader).catch(notUnderstood);
    if (result.ok) {
      this.#value = { is: result.value };
      this.#since = new Date();
    }
    this.#error = result.ok ? null : result.error;
    this.#underway = null;
  }

  async #within(reading: Promise<void>, limit: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#error ??= this.#late();
        resolve();
      }, limit);
    });
    await Promise.race([reading, late]);
    clearTimeout(timer);
  }

  #late(): AppError {
    return appError('TIMED_OUT', msg('stale.late', { seconds: this.#limit / 1000 }));
  }
}

/** A parser may throw on text that its program never prints, at once or later. */
function notUnderstood(error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  return err(appError('UNSUPPORTED', msg('stale.notUnderstood', { reason })));
}
