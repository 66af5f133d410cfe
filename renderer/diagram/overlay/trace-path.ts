import type { Hop } from '#shared/model/trace';
import { isDrop } from '../../store/inspect/packet-outcome';
import { timelineLanes, type Lane } from '../../store/inspect/trace-lanes';
import { endpointNodeId } from '../graph/graph';
import type { ChartPlaces } from './wire-edges';
import { lengthOf, pointAt, type Point } from './polyline';

/** A stop of a traced packet on the chart: the hops that it passed there. */
export interface PathStop extends Point {
  readonly key: string;
  /** Numbers of its first and last hop. */
  readonly from: number;
  readonly to: number;
  /** Whether the packet ended here. */
  readonly dropped: boolean;
}

/** A traced packet's path: lines of the chart in the packet's direction, and its stops. */
export interface TracePath {
  readonly edges: readonly { readonly id: string; readonly backward: boolean }[];
  readonly stops: readonly PathStop[];
}

/** Gap between two stops at one position, and the width of a stop's badge, in chart units. */
const gap = 4;
const badgeWidth = ({ from, to, dropped }: PathStop): number =>
  18 + 7 * hopNumbers({ from, to }).length + (dropped ? 15 : 0);

/** Returns a packet's path over the chart, without what the chart does not show. */
export function tracePath(hops: readonly Hop[], places: ChartPlaces): TracePath {
  const lanes = timelineLanes(hops);
  const edges = lanes.flatMap((lane) => laneEdges(lane, places));
  const stops = lanes.flatMap((lane) => laneStops(lane, places));
  return {
    edges: edges.filter(
      ({ id }, index) =>
        places.lines.has(id) && edges.findIndex((edge) => edge.id === id) === index,
    ),
    stops: spreadStops(stops),
  };
}

type PathEdges = TracePath['edges'];

/** The lines by which a packet entered and left a network stack. */
function laneEdges(lane: Lane, places: ChartPlaces): PathEdges {
  if (lane.namespace !== 'host') {
    const wire = wireOf(lane, places);
    const [first] = lane.columns;
    const backward = first?.kind === 'hook' && first.hook === 'output';
    return wire === null ? [] : [{ id: wire, backward }];
  }
  const ended = lane.columns.some((column) => column.kind === 'hook' && column.hops.some(isDrop));
  return [
    ...hostEdges(lane.iif, true, places),
    ...(ended ? [] : hostEdges(lane.oif, false, places)),
  ];
}

function hostEdges(name: string | null, entering: boolean, places: ChartPlaces): PathEdges {
  const wire = places.wires.get(name ?? '');
  if (wire === undefined) return [];
  const backward = (wire.kind === 'uplink') !== entering;
  const ids = backward ? wire.edges.toReversed() : wire.edges;
  return ids.map((id) => ({ id, backward }));
}

function wireOf(lane: Lane, { edges }: ChartPlaces): string | null {
  const iface = lane.iif ?? lane.oif;
  const own = edges.filter(
    (edge) => edge.kind === 'wire' && edge.target === endpointNodeId(lane.namespace),
  );
  const named = own.find(({ id }) => id === `wire:${lane.namespace}:${iface ?? ''}`);
  return (named ?? own[0])?.id ?? null;
}

function laneStops(lane: Lane, places: ChartPlaces): readonly PathStop[] {
  const columns = lane.columns.flatMap((column) => (column.kind === 'hook' ? [column] : []));
  return columns.flatMap(({ hook, hops }): readonly PathStop[] => {
    const point = hookPosition(lane, hook, places);
    const [first] = hops;
    if (point === null || first === undefined) return [];
    const last = hops.at(-1) ?? first;
    const key = `${lane.key} ${hook} ${String(first.seq)}`;
    return [{ ...point, key, from: first.seq, to: last.seq, dropped: hops.some(isDrop) }];
  });
}

/**
 * The position of a namespace's hook on the chart: between the lines that it connects, else on the
 * node itself.
 */
function hookPosition(lane: Lane, hook: string, places: ChartPlaces): Point | null {
  const { boxes } = places;
  if (lane.namespace !== 'host') {
    const box = boxes.get(endpointNodeId(lane.namespace));
    return box === undefined ? null : { x: box.x, y: box.y };
  }
  const box = boxes.get('edge');
  if (box === undefined) return null;
  const middle = { x: box.x + box.width / 2, y: box.y };
  if (hook === 'prerouting') return meeting(lane.iif, places) ?? middle;
  if (hook === 'postrouting') return meeting(lane.oif, places) ?? middle;
  return middle;
}

/** The point just outside the host's edge where an interface's line meets it. */
function meeting(name: string | null, { wires, lines }: ChartPlaces): Point | null {
  const wire = wires.get(name ?? '');
  const id = wire?.kind === 'uplink' ? wire.edges.at(-1) : wire?.edges[0];
  const line = lines.get(id ?? '');
  if (wire === undefined || line === undefined) return null;
  const length = lengthOf(line);
  return pointAt(line, wire.kind === 'uplink' ? length - 14 : Math.min(26, length));
}

/** Places stops at one position side by side, in order. */
function spreadStops(stops: readonly PathStop[]): readonly PathStop[] {
  const taken = new Map<string, number>();
  return stops.map((stop) => {
    const place = `${stop.x.toFixed(0)} ${stop.y.toFixed(0)}`;
    const half = badgeWidth(stop) / 2;
    const before = taken.get(place);
    const x = before === undefined ? stop.x : before + gap + half;
    taken.set(place, x + half);
    return { ...stop, x };
  });
}

/** Returns the numbers of a stop's hops: `3`, or `1–2`. */
export function hopNumbers({ from, to }: Pick<PathStop, 'from' | 'to'>): string {
  return from === to ? String(from) : `${String(from)}–${String(to)}`;
}
