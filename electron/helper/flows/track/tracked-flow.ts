import type { FlowRule, FlowTuple } from '#shared/model/flow';
import { isSameConnection, type ConntrackEntry } from '../../system/conntrack/conntrack-entry';

/** How a flow was discovered. */
export type Discovery =
  /** It was in the first listing, so it is older than the table. */
  | 'present'
  /** An event reported its beginning. */
  | 'reported'
  /** It began in a gap between events, and a later listing or event showed it. */
  | 'found';

/**
 * The half of a proxied connection that a flow is: the client's connection to the proxy, or the
 * proxy's to the backend.
 */
export type Half = 'client' | 'backend';

interface EndpointName {
  readonly id: string;
  readonly name: string;
}

/** What a flow belongs to, found by joining its tuples with the facts of the machine. */
export interface JoinedFlow {
  readonly dnat: boolean;
  readonly snat: boolean;
  readonly publication?: string;
  readonly candidates?: readonly string[];
  readonly dnatRule?: FlowRule;
  readonly from?: EndpointName;
  readonly to?: EndpointName;
  /** As far as the tuples show; whether a proxy really opened it, only the proxy knows. */
  readonly half?: Half;
  readonly wires: readonly string[];
}

/** One flow of the table, with its measurements. Changed in place, since there may be many. */
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
  /** Bytes per second in each direction; undefined until measured. */
  rate: { readonly original: number; readonly reply: number } | undefined;
  /** When its counters were last read, in milliseconds since 1970. */
  countedAt: number;
  /** Number of the last reading of the whole table that it was seen in. */
  seenIn: number;
  /** The result of joining it, and the facts that were used. */
  joined: { readonly facts: object; readonly value: JoinedFlow } | undefined;
  /** The next flow that has the same id by chance. */
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

/** Flows by the kernel's id. Ids are 32-bit hashes; flows that share one form a linked list. */
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

  /** Returns a key for a flow with this id that no other flow in the table has. */
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
        // The loop's body may delete this flow.
        const next: TrackedFlow | undefined = flow.sameId;
        yield flow;
        flow = next;
      }
    }
  }
}
