import type { Flow } from '#shared/model/flow';
import type { ChartWire } from './wire-edges';

/** The traffic along one line of the chart. Rates in bytes per second. */
export interface EdgeLoad {
  /** Number of connections that use it. */
  readonly flows: number;
  /** From left to right; `backward` is the opposite direction. */
  readonly forward: number;
  readonly backward: number;
}

/**
 * Returns the traffic along each line, based on the wires that connections really pass.
 *
 * @param rates rate of each wire by name, for when the kernel does not count bytes per connection
 * @param own the host's addresses
 */
export function edgeLoads(
  flows: Iterable<Flow>,
  rates: Readonly<Record<string, number>>,
  wires: ReadonlyMap<string, ChartWire>,
  own: ReadonlySet<string>,
): ReadonlyMap<string, EdgeLoad> {
  const byWire = new Map<string, EdgeLoad>();
  for (const flow of flows) {
    if (isOver(flow)) continue;
    for (const [index, name] of flow.wires.entries()) {
      const wire = wires.get(name);
      if (wire === undefined) continue;
      const old = byWire.get(name) ?? { flows: 0, forward: 0, backward: 0 };
      const { original, reply } = flow.rate ?? { original: 0, reply: 0 };
      const inwards = leadsRight(flow, index, wires, own);
      byWire.set(name, {
        flows: old.flows + 1,
        forward: old.forward + (inwards ? original : reply),
        backward: old.backward + (inwards ? reply : original),
      });
    }
  }
  const loads = new Map<string, EdgeLoad>();
  for (const [name, { edges }] of wires) {
    const load = withRate(byWire.get(name), rates[name] ?? 0);
    if (load !== null) for (const id of edges) loads.set(id, load);
  }
  return loads;
}

/** Whether a connection has ended: conntrack keeps it for a while, but no more packets flow. */
function isOver({ state }: Flow): boolean {
  return state === 'TIME_WAIT' || state === 'CLOSE';
}

/** Whether a flow's original direction runs from left to right along one of its wires. */
function leadsRight(
  flow: Flow,
  index: number,
  wires: ReadonlyMap<string, ChartWire>,
  own: ReadonlySet<string>,
): boolean {
  const { wires: names, original, from, to } = flow;
  const kindAt = (at: number): ChartWire['kind'] | undefined => wires.get(names[at] ?? '')?.kind;
  const kind = kindAt(index);
  const last = names.length - 1;
  if (names.length === 1) {
    if (kind === 'uplink') return !own.has(original.src);
    return from === undefined || to !== undefined;
  }
  if (kind === 'uplink') return index < last;
  if (kind === 'veth') return index === last;
  const end = kindAt(last);
  return end === 'veth' || (end === 'bridge' && index === last);
}

/** Falls back to the wire's own rate, half in each direction, where no connection has one. */
function withRate(load: EdgeLoad | undefined, rate: number): EdgeLoad | null {
  if (load === undefined) {
    return rate > 0 ? { flows: 0, forward: rate / 2, backward: rate / 2 } : null;
  }
  return load.forward + load.backward > 0
    ? load
    : { ...load, forward: rate / 2, backward: rate / 2 };
}

/**
 * Returns the width of a line in chart units: 2 at no traffic, plus 1 per factor of 10 above 100
 * B/s.
 */
export function loadWidth({ forward, backward }: EdgeLoad): number {
  const rate = forward + backward;
  return rate <= 0 ? 2 : Math.min(9, 2 + Math.max(0, Math.log10(rate / 100)));
}
