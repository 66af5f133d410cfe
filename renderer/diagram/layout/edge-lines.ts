import { assertNever } from '#shared/result/result';
import type { PublicationEdge, Graph, GraphEdge, LinkEdge, WireEdge } from '../graph/graph';
import type { Layout } from './layout';
import { chipCentre, publicationLevel, firstColumn, measures, type Box } from './sizes';

/** The line of an edge: SVG path data, and where its label may be placed. */
export interface EdgeLine {
  readonly path: string;
  readonly label: { readonly x: number; readonly y: number; readonly room: number } | null;
}

/** Returns the line of every edge whose two ends have a position. */
export function edgeLines(graph: Graph, layout: Layout): ReadonlyMap<string, EdgeLine> {
  const lines = new Map<string, EdgeLine>();
  for (const edge of graph.edges) {
    const source = layout.boxes.get(edge.source);
    const target = layout.boxes.get(edge.target);
    if (source === undefined || target === undefined) continue;
    lines.set(edge.id, lineOf(edge, source, target, graph, layout));
  }
  return lines;
}

function lineOf(edge: GraphEdge, source: Box, target: Box, graph: Graph, layout: Layout): EdgeLine {
  switch (edge.kind) {
    case 'link':
      return link(edge, source, target);
    case 'wire':
      return wire(edge, source, target);
    case 'publication':
      return publication(edge, source, target, graph, layout);
    default:
      return assertNever(edge);
  }
}

/**
 * Runs straight to the host, whose edge is as long as the chart; from its edge to a bridge by a
 * curve if necessary.
 */
function link(edge: LinkEdge, source: Box, target: Box): EdgeLine {
  const { road, outside } = measures;
  if (edge.source === 'outside') {
    const rose = source.x + outside.width / 2 + outside.rose;
    const from = source.y + outside.rose;
    return { path: curve(rose, from, target.x, target.y + target.height / 2), label: null };
  }
  if (edge.target === 'edge') {
    const y = source.y + source.height / 2;
    return { path: curve(source.x + source.width, y, target.x, y), label: null };
  }
  const bridge = target.y + road - measures.group.padding;
  const from = Math.min(bridge, source.y + source.height - road / 2);
  return { path: curve(source.x + source.width, from, target.x, bridge), label: null };
}

function wire(_edge: WireEdge, source: Box, target: Box): EdgeLine {
  const from = source.x + source.width;
  const y = target.y + 26;
  const ownGroup = y >= source.y && y <= source.y + source.height;
  if (!ownGroup) {
    const start = y < source.y ? source.y + 12 : source.y + source.height - 12;
    if (target.x === firstColumn) {
      return { path: curve(from, start, target.x, y + 12), label: null };
    }
    const lane = firstColumn - measures.wire / 2;
    const above = target.y - measures.lane.wire;
    return { path: `${curve(from, start, lane, above)}${descent(target, above, y)}`, label: null };
  }
  if (target.x === firstColumn) {
    const label = { x: (from + target.x) / 2, y: y - 3, room: target.x - from - 12 };
    return { path: `M${at(from, y)}H${String(target.x)}`, label };
  }
  const laneY = target.y - measures.lane.wire;
  return { path: `M${at(from, laneY)}${descent(target, laneY, y)}`, label: null };
}

/** Follows the lane above a row of cards, then turns down to the side of one of them. */
function descent(target: Box, laneY: number, y: number): string {
  const turn = target.x - 16;
  return `H${String(turn - 8)}Q${at(turn, laneY)} ${at(turn, laneY + 8)}V${String(y - 8)}Q${at(turn, y)} ${at(turn + 8, y)}H${String(target.x)}`;
}

function publication(
  edge: PublicationEdge,
  source: Box,
  target: Box,
  graph: Graph,
  layout: Layout,
): EdgeLine {
  const card = graph.nodes.find((node) => node.id === edge.target);
  if (card?.kind !== 'endpoint') return { path: '', label: null };
  const x = source.x + source.width;
  const y = layout.rows.get(edge.publication.id) ?? source.y;
  const port = target.y + chipCentre(card, edge.chip);
  if (target.x === firstColumn) return { path: curve(x, y, target.x, port), label: null };
  const laneY = publicationLevel(card, edge.chip, target);
  const laneX = firstColumn - measures.wire / 2;
  const turn = target.x - 38;
  const path = `${curve(x, y, laneX, laneY)}H${String(turn)}${arc(turn, laneY, target.x, port)}`;
  return { path, label: null };
}

/** A line that is horizontal at both ends. */
function curve(x1: number, y1: number, x2: number, y2: number): string {
  if (Math.abs(y1 - y2) < 1) return `M${at(x1, y1)}H${String(x2)}`;
  return `M${at(x1, y1)}${arc(x1, y1, x2, y2)}`;
}

function arc(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (x1 + x2) / 2;
  return `C${at(middle, y1)} ${at(middle, y2)} ${at(x2, y2)}`;
}

function at(x: number, y: number): string {
  return `${String(x)},${String(y)}`;
}
