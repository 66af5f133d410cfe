import { conntrackEvents, type ConntrackEvent } from '../../system/conntrack/conntrack-stream';
import type { Ending } from '../../system/follow';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import type { StringPool } from '../../util/string-pool';
import { EventStream } from './event-stream';

export type LostEvents = Readonly<Record<ConntrackEvent, number>>;

const none: LostEvents = { NEW: 0, UPDATES: 0, DESTROY: 0 };

/** Follows the events of all kinds. When one program ends, all are stopped until the next start. */
export class EventStreams {
  readonly #namespacePath: string | null;
  readonly #pool: StringPool;
  readonly #onEntry: (entry: ConntrackEntry) => void;
  readonly #onEnd: (ending: Ending) => void;
  #streams: readonly EventStream[] = [];
  /** Number of events that earlier programs lost. */
  #before: LostEvents = none;

  constructor(
    namespacePath: string | null,
    pool: StringPool,
    onEntry: (entry: ConntrackEntry) => void,
    onEnd: (ending: Ending) => void,
  ) {
    this.#namespacePath = namespacePath;
    this.#pool = pool;
    this.#onEntry = onEntry;
    this.#onEnd = onEnd;
  }

  /** Starts all programs again. @returns whether events of all kinds are subscribed */
  async start(): Promise<boolean> {
    await this.stop();
    this.#streams = conntrackEvents.map(
      (event) =>
        new EventStream(event, this.#namespacePath, this.#pool, this.#onEntry, (ending) => {
          void this.stop();
          this.#onEnd(ending);
        }),
    );
    const subscribed = await Promise.all(this.#streams.map((stream) => stream.subscribed()));
    return subscribed.length > 0 && subscribed.every(Boolean);
  }

  async lost(): Promise<LostEvents> {
    const now = await Promise.all(
      this.#streams.map(async (stream) => [stream.event, await stream.lost()] as const),
    );
    const sum = { ...this.#before };
    for (const [event, count] of now) sum[event] += count;
    return sum;
  }

  async stop(): Promise<void> {
    const streams = this.#streams;
    this.#before = await this.lost();
    this.#streams = this.#streams === streams ? [] : this.#streams;
    for (const stream of streams) stream.stop();
  }
}
