import { setTimeout as delay } from 'node:timers/promises';
import { followConntrack, type ConntrackEvent } from '../../system/conntrack/conntrack-stream';
import type { Ending, Follower } from '../../system/follow';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { asciiText, textLines } from '../../util/text-lines';
import type { StringPool } from '../../util/string-pool';
import { parseEntry } from '../../system/conntrack/parse-entry';
import { eventSocket } from '../../system/proc/event-socket';

/** How often, and with which pauses in milliseconds, to check whether events are subscribed. */
const subscribing = { attempts: 150, pause: 20 } as const;

/** Follows one kind of conntrack's events, and counts how many of them the kernel dropped. */
export class EventStream {
  readonly #event: ConntrackEvent;
  readonly #follower: Follower;
  #ended = false;
  /** The last count that was read. It is lost with the socket. */
  #lost = 0;

  constructor(
    event: ConntrackEvent,
    namespacePath: string | null,
    pool: StringPool,
    onEntry: (entry: ConntrackEntry) => void,
    onEnd: (ending: Ending) => void,
  ) {
    this.#event = event;
    const push = textLines((line) => {
      const entry = parseEntry(line, pool);
      if (entry !== null) onEntry(entry);
    }, asciiText);
    this.#follower = followConntrack(event, namespacePath, push, (ending) => {
      this.#ended = true;
      onEnd(ending);
    });
  }

  get event(): ConntrackEvent {
    return this.#event;
  }

  /** Waits until the program has subscribed. @returns false if it ended or took too long */
  async subscribed(): Promise<boolean> {
    for (let i = 0; i < subscribing.attempts && !this.#ended; i++) {
      const { pid } = this.#follower;
      if (pid !== undefined && (await eventSocket(pid)) !== null) return true;
      await delay(subscribing.pause);
    }
    return false;
  }

  /** Number of events that the kernel dropped because they were not read in time. */
  async lost(): Promise<number> {
    const { pid } = this.#follower;
    const socket = pid === undefined || this.#ended ? null : await eventSocket(pid);
    if (socket !== null) this.#lost = socket.drops;
    return this.#lost;
  }

  stop(): void {
    this.#ended = true;
    this.#follower.stop();
  }
}
