import type { FlowTuple } from '#shared/model/flow';
import { assertNever } from '#shared/result/result';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { LingeringEnds } from './lingering-ends';
import { Recent } from './recent';
import { FlowsById, TrackedFlow, type Discovery } from './tracked-flow';

/** Gets every change of a table. */
export interface FlowTableListener {
  /**
   * Called twice for a flow that first seemed to be older than the table and then proved to be new.
   */
  began(flow: TrackedFlow): void;
  changed(flow: TrackedFlow): void;
  ended(flow: TrackedFlow): void;
  /** @param bytes counted since the last reading, both directions together */
  counted(flow: TrackedFlow, bytes: number): void;
}

/** Calls of {@link FlowTable.forgetOld} that a lingering end outlives; at most twice as many. */
const lingeringRounds = 40;

/** How a flow was counted whose end was read before its beginning. */
type EarlyEnd =
  /** Not at all: it was unknown. */
  | 'unknown'
  /** Its beginning and its end. */
  | 'counted'
  /** Only its end: it was in the first listing, as if older than the table. */
  | 'present';

/**
 * The connections of one namespace, kept up to date by events and by readings of the whole table.
 *
 * New, changed and ended flows come over one socket each, with a kernel buffer of its own, so that
 * a burst of ends does not lose new flows. Each socket keeps its order, but there is none between
 * them: an end may be read before the beginning of the same flow, and a listing may show flows that
 * have ended since. Every flow is still counted once.
 */
export class FlowTable {
  readonly #flows = new FlowsById();
  readonly #listener: FlowTableListener;
  /** Flows that ended before an event reported their beginning. The event may have been lost. */
  readonly #early = new Recent<EarlyEnd>();
  /** Flows replaced by a newer one with the same tuple. The event of their end is still to come. */
  readonly #replaced = new Recent<true>();
  /** Flows that were missing in a listing. The event of their end is still to come, or was lost. */
  readonly #lingering = new LingeringEnds();
  /** Flows that have ended. A listing or a late change that still shows them is outdated. */
  readonly #recentlyEnded = new Recent<true>();
  #reading = 0;
  #rounds = 0;
  #isDoubtful = false;
  /** Whether the table was read once. A flow that is not in it then is new. */
  #complete = false;
  events = 0;
  /** Number of flows that began. */
  created = 0;
  /** Number of flows that ended. */
  ended = 0;
  /** How many of `created` were found instead of reported by an event. */
  found = 0;

  constructor(listener: FlowTableListener) {
    this.#listener = listener;
  }

  get size(): number {
    return this.#flows.size;
  }

  [Symbol.iterator](): IterableIterator<TrackedFlow> {
    return this.#flows[Symbol.iterator]();
  }

  /** Processes one entry that conntrack printed. */
  take(entry: ConntrackEntry, now: number): void {
    if (entry.kind !== 'listed') this.events += 1;
    switch (entry.kind) {
      case 'new':
        this.#begin(entry, now);
        break;
      case 'update':
      case 'listed':
        this.#refresh(entry, now);
        break;
      case 'destroy':
        this.#end(entry, now);
        break;
      default:
        assertNever(entry.kind);
    }
  }

  /** Whether some flows here may have ended unnoticed, so that the whole table should be read. */
  get isDoubtful(): boolean {
    return this.#isDoubtful;
  }

  /** Call it before the whole table is listed. */
  beginReading(): void {
    this.#isDoubtful = false;
    this.#reading += 1;
  }

  /** Call it when the whole table was listed and all earlier events were processed. */
  endReading(): void {
    for (const flow of this.#flows) {
      if (flow.seenIn >= this.#reading) continue;
      this.#lingering.put(flow);
      this.#remove(flow);
    }
    this.#complete = true;
  }

  /** Call it about every three seconds: drops entries that only serve to interpret late events. */
  forgetOld(): void {
    this.#early.rotate();
    this.#replaced.rotate();
    this.#recentlyEnded.rotate();
    this.#rounds += 1;
    if (this.#rounds % lingeringRounds === 0) this.#lingering.rotate();
  }

  #begin(entry: ConntrackEntry, now: number): void {
    const known = this.#flows.find(entry);
    if (known !== undefined && known.discovery !== 'reported') {
      // A listing or a change was read before the beginning.
      const { discovery } = known;
      known.discovery = 'reported';
      if (discovery === 'found') {
        this.found -= 1;
      } else {
        this.created += 1;
        this.#listener.began(known);
      }
      return;
    }
    if (known !== undefined) {
      // A new flow with the same tuple: the end of the previous one has not been read yet.
      this.#replaced.put(known, true);
      this.#remove(known);
    } else if (this.#lingering.take(entry)) {
      // The previous flow with this tuple ended before: its event is still to come, or was lost.
      this.#replaced.put(entry, true);
    }
    const early = this.#early.take(entry);
    if (early === undefined) {
      this.created += 1;
      this.#add(entry, 'reported', now);
      return;
    }
    switch (early) {
      case 'counted':
        this.found -= 1;
        break;
      case 'present':
        this.created += 1;
        break;
      case 'unknown': {
        this.created += 1;
        this.ended += 1;
        const flow = new TrackedFlow(entry, this.#flows.freeKey(entry.id), 'reported', now);
        this.#listener.began(flow);
        this.#listener.ended(flow);
        break;
      }
      default:
        assertNever(early);
    }
  }

  #refresh(entry: ConntrackEntry, now: number): void {
    const flow = this.#flows.find(entry);
    if (flow === undefined) {
      if (this.#recentlyEnded.has(entry)) return;
      if (this.#complete) {
        this.created += 1;
        this.found += 1;
      }
      this.#add(entry, this.#complete ? 'found' : 'present', now);
      return;
    }
    flow.seenIn = this.#reading;
    const changed = flow.state !== entry.state || flow.replied !== entry.replied;
    flow.state = entry.state;
    flow.replied = entry.replied;
    const counted = this.#count(flow, entry, now);
    if (changed || counted) this.#listener.changed(flow);
  }

  #end(entry: ConntrackEntry, now: number): void {
    const flow = this.#flows.find(entry);
    if (this.#replaced.take(entry) !== undefined || this.#lingering.take(entry)) {
      // If the event of the previous flow was lost, this is the end of the present one.
      this.#isDoubtful ||= flow !== undefined;
      return;
    }
    if (flow !== undefined) {
      flow.state = entry.state ?? flow.state;
      flow.replied = entry.replied;
      this.#count(flow, entry, now);
      this.#remove(flow);
      return;
    }
    this.#early.put(entry, this.#complete ? 'counted' : 'unknown');
    this.#recentlyEnded.put(entry, true);
    if (!this.#complete) return;
    this.created += 1;
    this.found += 1;
    this.ended += 1;
    const short = new TrackedFlow(entry, this.#flows.freeKey(entry.id), 'found', now);
    this.#listener.began(short);
    this.#listener.counted(short, bytesOf(entry.original) + bytesOf(entry.reply));
    this.#listener.ended(short);
  }

  #add(entry: ConntrackEntry, discovery: Discovery, now: number): void {
    const flow = new TrackedFlow(entry, this.#flows.freeKey(entry.id), discovery, now);
    flow.seenIn = this.#reading;
    this.#flows.add(flow);
    this.#listener.began(flow);
  }

  #remove(flow: TrackedFlow): void {
    this.#flows.delete(flow);
    this.#recentlyEnded.put(flow, true);
    if (flow.discovery !== 'reported') {
      this.#early.put(flow, flow.discovery === 'found' ? 'counted' : 'present');
    }
    this.ended += 1;
    this.#listener.ended(flow);
  }

  /** Stores the counters. @returns whether the rate changed */
  #count(flow: TrackedFlow, { original, reply }: ConntrackEntry, now: number): boolean {
    if (original.bytes === undefined || reply.bytes === undefined) return false;
    const more = {
      original: original.bytes - bytesOf(flow.original),
      reply: reply.bytes - bytesOf(flow.reply),
    };
    const seconds = (now - flow.countedAt) / 1000;
    flow.original = original;
    flow.reply = reply;
    flow.countedAt = now;
    this.#listener.counted(flow, Math.max(0, more.original + more.reply));
    if (seconds <= 0) return false;
    const before = flow.rate;
    flow.rate = {
      original: Math.max(0, Math.round(more.original / seconds)),
      reply: Math.max(0, Math.round(more.reply / seconds)),
    };
    return before?.original !== flow.rate.original || before.reply !== flow.rate.reply;
  }
}

function bytesOf(tuple: FlowTuple): number {
  return tuple.bytes ?? 0;
}
