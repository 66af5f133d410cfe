import { isTraceTable } from '#shared/model/trace';
import { ownHook, type ownHooks, type Role } from './own-table';
import type { PacketHeader, TraceEvent } from '../system/nft/trace-event';

/** The name of the helper's own namespace in a trace. */
export const hostNamespace = 'host';

/**
 * A pass is complete when nothing was added for this long, in milliseconds. A packet needs far
 * less, but the readers of a busy machine lag.
 */
export const settleTime = 250;

/**
 * The trace messages of one packet in one namespace. A packet that comes back, through the loopback
 * interface or a bridge, makes another pass.
 */
export interface Pass {
  readonly namespace: string;
  /** Counts passes in the order in which they began; exact within a namespace. */
  readonly order: number;
  /** When the last event came, in milliseconds. */
  readonly changedAt: number;
  readonly events: readonly TraceEvent[];
}

interface OpenPass extends Pass {
  changedAt: number;
  readonly events: TraceEvent[];
}

/** Groups the messages of several namespaces into passes. */
export class Passes {
  readonly #open = new Map<string, OpenPass>();
  #pending: OpenPass[] = [];
  #count = 0;

  /** @param now in milliseconds, of any monotonic clock */
  add(namespace: string, event: TraceEvent, now: number): void {
    const key = `${namespace} ${event.id}`;
    const current = this.#open.get(key);
    if (current === undefined || beginsPass(event)) {
      if (event.kind !== 'packet') return;
      const pass = { namespace, order: this.#count++, changedAt: now, events: [event] };
      this.#open.set(key, pass);
      this.#pending.push(pass);
      return;
    }
    current.events.push(event);
    current.changedAt = now;
  }

  /** Whether there are passes that were not taken yet. */
  get waiting(): boolean {
    return this.#pending.length > 0;
  }

  /**
   * Takes out the settled passes: all of them when none has changed lately, so that what belongs
   * together is taken together; otherwise the older ones. The end of a path gets more time than its
   * beginning, since the readers of two namespaces may lag by different times.
   */
  takeSettled(now: number): readonly Pass[] {
    const isQuiet = this.#pending.every(({ changedAt }) => changedAt <= now - settleTime);
    const isSettled = (pass: Pass) => isQuiet || pass.changedAt <= now - longSettleTime(pass);
    return this.#take(isSettled);
  }

  /** Takes out all passes. */
  takeAll(): readonly Pass[] {
    return this.#take(() => true);
  }

  #take(isSettled: (pass: Pass) => boolean): readonly Pass[] {
    const settled = new Set<Pass>(this.#pending.filter(isSettled));
    this.#pending = this.#pending.filter((pass) => !settled.has(pass));
    for (const [key, pass] of this.#open) if (settled.has(pass)) this.#open.delete(key);
    return [...settled];
  }
}

function longSettleTime(pass: Pass): number {
  const isArrival = pass.namespace !== hostNamespace && firstChain(pass) === 'prerouting';
  return (isArrival ? 4 : 2) * settleTime;
}

/** Our chains that mark packets are the first that a packet enters. */
function beginsPass({ kind, table, chain }: TraceEvent): boolean {
  const hook = isTraceTable(table) ? ownHook(chain) : undefined;
  return kind === 'packet' && (hook === 'prerouting' || hook === 'output');
}

/**
 * Where a pass began: the hook if that was at one of our chains, as it usually is, else the chain's
 * name.
 */
export function firstChain({ events }: Pass): string {
  const [first] = events;
  if (first === undefined) return '';
  return (isTraceTable(first.table) ? ownHook(first.chain) : undefined) ?? first.chain;
}

/** The packet's header at the beginning of a pass. */
export function firstHeader({ events }: Pass): PacketHeader {
  const [first] = events;
  if (first?.kind !== 'packet') throw new Error('a pass begins with a packet');
  return first.header;
}

/** The packet's header when it was last seen. */
export function lastHeader(pass: Pass): PacketHeader {
  const last = pass.events.findLast((event) => event.kind === 'packet');
  return last?.kind === 'packet' ? last.header : firstHeader(pass);
}

/** Why the packet is traced; undefined if none of our rules marked it in this pass. */
export function roleOf({ events }: Pass): Role | undefined {
  for (const event of events) {
    if (event.kind !== 'rule' || !isTraceTable(event.table)) continue;
    const role = /comment "(target|proxied|arrived)"/.exec(event.text)?.[1];
    if (role !== undefined) return role as Role;
  }
  return undefined;
}

/** The last hook that a packet has passed completely, as our own chain at its end saw it. */
export function reachedHook({ events }: Pass): (typeof ownHooks)[number] | undefined {
  const last = events.findLast(({ kind, table }) => kind === 'policy' && isTraceTable(table));
  return last === undefined ? undefined : ownHook(last.chain);
}

export function isDropped({ events }: Pass): boolean {
  const last = events.at(-1);
  return (last?.kind === 'rule' || last?.kind === 'policy') && last.verdict === 'drop';
}
