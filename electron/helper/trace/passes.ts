import { isTraceTable } from '#shared/model/trace';
import { ownHook, type ownHooks, type Role } from './own-table';
import type { PacketHeader, TraceEvent } from '../system/nft/trace-event';

/** The name of the helper's own namespace in a trace. */
export const hostNamespace = 'host';

/**
 * A pass is complete when nothing was added for so long, in milliseconds. A packet is through in far less, but the
 * readers of a busy machine are behind.
 */
export const settleTime = 250;

/**
 * What one packet met on one way through one namespace. A packet that comes back, by the loopback interface or
 * by a bridge, makes another pass.
 */
export interface Pass {
  readonly namespace: string;
  /** Counts passes in the order in which they began; exact within a namespace. */
  readonly order: number;
  /** In milliseconds: when the last event came. */
  readonly changedAt: number;
  readonly events: readonly TraceEvent[];
}

interface OpenPass extends Pass {
  changedAt: number;
  readonly events: TraceEvent[];
}

/** Puts the messages of several namespaces together to passes. */
export class Passes {
  readonly #open = new Map<string, OpenPass>();
  #pending: OpenPass[] = [];
  #count = 0;

  /** @param now in milliseconds, of any clock that goes on */
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

  /** Whether passes wait to be taken. */
  get waiting(): boolean {
    return this.#pending.length > 0;
  }

  /**
   * Takes out the passes that have come to rest: all of them when nothing is under way, so that what belongs together
   * is taken together; else those that are older. The end of a way is left longer than its beginning, since the
   * readers of two namespaces may be behind by different times.
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

/** The chains of ours where packets are marked are the first that a packet meets. */
function beginsPass({ kind, table, chain }: TraceEvent): boolean {
  const hook = isTraceTable(table) ? ownHook(chain) : undefined;
  return kind === 'packet' && (hook === 'prerouting' || hook === 'output');
}

/** Where a pass began: the hook when that was at a chain of ours, as it is as a rule, else the chain's name. */
export function firstChain({ events }: Pass): string {
  const [first] = events;
  if (first === undefined) return '';
  return (isTraceTable(first.table) ? ownHook(first.chain) : undefined) ?? first.chain;
}

/** How the packet looked at the beginning of a pass. */
export function firstHeader({ events }: Pass): PacketHeader {
  const [first] = events;
  if (first?.kind !== 'packet') throw new Error('a pass begins with a packet');
  return first.header;
}

/** How it looked when it was seen last. */
export function lastHeader(pass: Pass): PacketHeader {
  const last = pass.events.findLast((event) => event.kind === 'packet');
  return last?.kind === 'packet' ? last.header : firstHeader(pass);
}

/** Why the packet is followed; undefined when a rule of ours did not mark it in this pass. */
export function roleOf({ events }: Pass): Role | undefined {
  for (const event of events) {
    if (event.kind !== 'rule' || !isTraceTable(event.table)) continue;
    const role = /comment "(asked|passed-on|arrived)"/.exec(event.text)?.[1];
    if (role !== undefined) return role as Role;
  }
  return undefined;
}

/** The last hook that a packet has passed to its end, as far as our own chain there saw it. */
export function reachedHook({ events }: Pass): (typeof ownHooks)[number] | undefined {
  const last = events.findLast(({ kind, table }) => kind === 'policy' && isTraceTable(table));
  return last === undefined ? undefined : ownHook(last.chain);
}

export function isDropped({ events }: Pass): boolean {
  const last = events.at(-1);
  return (last?.kind === 'rule' || last?.kind === 'policy') && last.verdict === 'drop';
}
