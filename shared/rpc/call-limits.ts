/** How much one client may ask of the serving side. */
export interface CallLimits {
  /** Calls that are not answered yet. */
  readonly inFlight: number;
  /** Calls at once after a time without any, */
  readonly burst: number;
  /** and so many more each second. */
  readonly perSecond: number;
  /** The time in milliseconds, of a clock that does not jump. */
  readonly now: () => number;
}

/** Counts the calls of one client. */
export class CallCounter {
  readonly #limits: CallLimits;
  #inFlight = 0;
  #left: number;
  #at: number;

  constructor(limits: CallLimits) {
    this.#limits = limits;
    this.#left = limits.burst;
    this.#at = limits.now();
  }

  /** The calls that are not answered yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Counts a call that begins; false when it is one too many, and must be refused. */
  begin(): boolean {
    const { burst, perSecond, inFlight, now } = this.#limits;
    const at = now();
    this.#left = Math.min(burst, this.#left + ((at - this.#at) / 1000) * perSecond);
    this.#at = at;
    if (this.#left < 1 || this.#inFlight >= inFlight) return false;
    this.#left -= 1;
    this.#inFlight += 1;
    return true;
  }

  end(): void {
    this.#inFlight -= 1;
  }
}
