import type { FlowTuple } from '#shared/model/flow';
import { isSameConnection, type ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import type { JoinedFlow } from './joined-flow';

/** How a flow came to be known. */
export type Discovery =
  /** It was there before anybody looked. */
  | 'present'
  /** The kernel told of its beginning. */
  | 'told'
  /** It began in a gap, and was found afterwards. */
  | 'found';

/** One flow of the table, with what is measured of it. Changed in place: there may be many. */
export class TrackedFlow {
  /** Unique among the flows that are in the table. */
  readonly key: string;
  readonly id: number;
  readonly protocol: string;
  readonly since: number;
  state: string | undefined;
  replied: boolean;
  original: FlowTuple;
  reply: FlowTuple;
  discovery: Discovery;
  /** Bytes a second in both directions, when they were measured. */
  rate: { readonly original: number; readonly reply: number } | undefined;
  /** When its counters were looked at last, in milliseconds since 1970. */
  countedAt: number;
  /** In which reading of the whole table it was seen last. */
  seenIn: number;
  /** What it was joined with, by which facts. */
  joined: { readonly facts: object; readonly value: JoinedFlow } | undefined;
  /** The next flow whose id is the same by chance. */
  sameId: TrackedFlow | undefined;

  constructor(entry: ConntrackEntry, key: string, discovery: Discovery, now: number) {
    this.key = key;
    this.id = entry.id;
    this.protocol = entry.protocol;
    this.since = now;
    this.state = entry.state;
    this.replied = entry.replied;
    this.original = entry.original;
    this.reply = entry.reply;
    this.discovery = discovery;
    this.countedAt = now;
    this.rate = undefined;
    this.seenIn = 0;
    this.joined = undefined;
    this.sameId = undefined;
  }
}

/** Flows by the kernel's id. Ids are short hashes: flows that share one hang in a chain. */
export class FlowsById {
  readonly #first = new Map<number, TrackedFlow>();
  #size = 0;
  #collisions = 0;

  get size(): number {
    return this.#size;
  }

  find(entry: Pick<ConntrackEntry, 'id' | 'protocol' | 'original'>): TrackedFlow | undefined {
    let flow = this.#first.get(entry.id);
    while (flow !== undefined && !isSameConnection(flow, entry)) flow = flow.sameId;
    return flow;
  }

  /** A name for a flow with this id that no other flow here has. */
  freeKey(id: number): string {
    if (!this.#first.has(id)) return String(id);
    this.#collisions += 1;
    return `${String(id)}.${String(this.#collisions)}`;
  }

  add(flow: TrackedFlow): void {
    flow.sameId = this.#first.get(flow.id);
    this.#first.set(flow.id, flow);
    this.#size += 1;
  }

  delete(flow: TrackedFlow): void {
    let before: TrackedFlow | undefined;
    let at = this.#first.get(flow.id);
    while (at !== undefined && at !== flow) [before, at] = [at, at.sameId];
    if (at === undefined) return;
    this.#size -= 1;
    if (before !== undefined) before.sameId = flow.sameId;
    else if (flow.sameId !== undefined) this.#first.set(flow.id, flow.sameId);
    else this.#first.delete(flow.id);
    flow.sameId = undefined;
  }

  *[Symbol.iterator](): IterableIterator<TrackedFlow> {
    for (const first of this.#first.values()) {
      for (let flow: TrackedFlow | undefined = first; flow !== undefined;) {
        // Whoever iterates may delete the flow that it is given.
        const next: TrackedFlow | undefined = flow.sameId;
        yield flow;
        flow = next;
      }
    }
  }
}
