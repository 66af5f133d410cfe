import type { FlowTuple } from '#shared/model/flow';
import { assertNever } from '#shared/result/result';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { LingeringEnds } from './lingering-ends';
import { Recent } from './recent';
import { FlowsById, TrackedFlow, type Discovery } from './tracked-flow';

/** Hears of every change of a table. */
export interface FlowTableListener {
  /** Told twice of a flow that seemed to have been there before anybody looked, and then turned out to be new. */
  began(flow: TrackedFlow): void;
  changed(flow: TrackedFlow): void;
  ended(flow: TrackedFlow): void;
  /** So many bytes of a flow were counted since they were last looked at, both directions together. */
  counted(flow: TrackedFlow, bytes: number): void;
}

/** A lingering end is remembered from so many to twice as many calls of {@link FlowTable.forgetOld}. */
const lingering = 40;

/** What was known of a flow when it ended before its beginning was told. */
type EarlyEnd =
  /** Nothing, and it was not counted. */
  | 'unknown'
  /** It was counted as begun and ended. */
  | 'counted'
  /** It was listed when nobody had looked before, so that only its end was counted. */
  | 'present';

/**
 * The connections of one namespace, kept up to date by events and by readings of the whole table.
 *
 * Beginnings, changes and ends come over sockets of their own, each with its own buffer in the kernel, so that a
 * burst of ends loses no beginning. They arrive in order each, but not among each other: an end may be read before
 * the beginning of the same flow, and a listing may tell of what has ended by then. Every flow is counted once all
 * the same.
 */
export class FlowTable {
  readonly #flows = new FlowsById();
  readonly #listener: FlowTableListener;
  /** Ends of flows whose beginning has not been told, if it ever is. */
  readonly #early = new Recent<EarlyEnd>();
  /** Flows whose place another has taken: the event that tells of their end is on its way and says nothing new. */
  readonly #replaced = new Recent<true>();
  /** Flows that were gone from a listing, so that the event that tells of their end says nothing new. */
  readonly #lingering = new LingeringEnds();
  /** Flows that have ended: what a listing or a late change says of them is old. */
  readonly #gone = new Recent<true>();
  #reading = 0;
  #forgettings = 0;
  #isDoubtful = false;
  /** Whether the table was read once, so that what is not in it has begun since. */
  #complete = false;
  events = 0;
  /** Flows that began. */
  created = 0;
  /** Flows that ended. */
  ended = 0;
  /** How many of `created` were not told by the kernel but found. */
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

  /** Takes what conntrack told. */
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

  /** Whether it is uncertain that all flows here still exist, so that the whole table should be listed. */
  get isDoubtful(): boolean {
    return this.#isDoubtful;
  }

  /** To be called before the whole table is listed. */
  beginReading(): void {
    this.#isDoubtful = false;
    this.#reading += 1;
  }

  /** To be called when the whole table was listed and the events from before that have been taken. */
  endReading(): void {
    for (const flow of this.#flows) {
      if (flow.seenIn >= this.#reading) continue;
      this.#lingering.put(flow);
      this.#remove(flow);
    }
    this.#complete = true;
  }

  /** To be called every three seconds or so: forgets what was kept only to put late events right. */
  forgetOld(): void {
    this.#early.rotate();
    this.#replaced.rotate();
    this.#gone.rotate();
    this.#forgettings += 1;
    if (this.#forgettings % lingering === 0) this.#lingering.rotate();
  }

  #begin(entry: ConntrackEntry, now: number): void {
    const known = this.#flows.find(entry);
    if (known !== undefined && known.discovery !== 'told') {
      // It was listed, or its change was read, before its beginning was.
      const { discovery } = known;
      known.discovery = 'told';
      if (discovery === 'found') {
        this.found -= 1;
      } else {
        this.created += 1;
        this.#listener.began(known);
      }
      return;
    }
    if (known !== undefined) {
      // The same addresses and ports again: the end of the one before has not been read yet.
      this.#replaced.put(known, true);
      this.#remove(known);
    } else if (this.#lingering.take(entry)) {
      // It had ended before this: the event comes now, or was lost.
      this.#replaced.put(entry, true);
    }
    const early = this.#early.take(entry);
    if (early === undefined) {
      this.created += 1;
      this.#add(entry, 'told', now);
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
        const flow = new TrackedFlow(entry, this.#flows.freeKey(entry.id), 'told', now);
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
      if (this.#gone.has(entry)) return;
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
      // Should the event of the one before have been lost, this is the end of the one that is here.
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
    this.#gone.put(entry, true);
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
    this.#gone.put(flow, true);
    if (flow.discovery !== 'told') {
      this.#early.put(flow, flow.discovery === 'found' ? 'counted' : 'present');
    }
    this.ended += 1;
    this.#listener.ended(flow);
  }

  /** Takes counters over. @returns whether the rate is another than it was */
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
