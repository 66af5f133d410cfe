/** Within this time, in milliseconds, no more may come than the limits. */
export const floodWindow = 10_000;
/**
 * Far above what a busy engine sends: the health checks of 500 containers make some 300 events of
 * 1 KiB a second.
 */
const most = { bytes: 16 * 1024 * 1024, lines: 20_000 } as const;

/** Notices when a stream of events brings too much in a short time. */
export class FloodLimit {
  #since = performance.now();
  #bytes = 0;
  #lines = 0;

  /** @returns whether it is too much */
  isExceededBy(bytes: number, lines: number): boolean {
    const now = performance.now();
    if (now - this.#since >= floodWindow) [this.#since, this.#bytes, this.#lines] = [now, 0, 0];
    this.#bytes += bytes;
    this.#lines += lines;
    return this.#bytes > most.bytes || this.#lines > most.lines;
  }
}
