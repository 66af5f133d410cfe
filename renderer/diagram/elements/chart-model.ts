import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react';
import { isEqual } from '#shared/diff/fields-diff';
import type { Snapshot } from '#shared/model/snapshot';
import { foreignText } from '../../i18n/foreign-text';
import { buildGraph } from '../graph/build-graph';
import type {
  BridgeNode,
  PublicationEdge,
  EdgeNode,
  EndpointNode,
  Graph,
  LinkEdge,
  OutsideNode,
  UplinkNode,
  WireEdge,
} from '../graph/graph';
import { layoutGraph, type GroupLayout, type Layout } from '../layout/layout';
import { edgeLines, type EdgeLine } from '../layout/edge-lines';
import type { Box } from '../layout/sizes';
import { dockHandle, pullHandle } from './attach-handles';

export type OutsideElement = Node<{ readonly node: OutsideNode }, 'outside'>;
export type UplinkElement = Node<{ readonly node: UplinkNode }, 'uplink'>;
/** `rows`: the middle of each publication's row, measured from the top of the node. */
export type HostEdgeElement = Node<{ readonly node: EdgeNode; readonly rows: Rows }, 'edge'>;
export type BridgeElement = Node<{ readonly node: BridgeNode }, 'bridge'>;
export type EndpointElement = Node<{ readonly node: EndpointNode }, 'endpoint'>;
/** `invites`: the group is empty, and containers can be attached to its bridge. */
export type GroundElement = Node<
  { readonly bridge: string | null; readonly invites: boolean },
  'ground'
>;
export type ChartNode =
  | OutsideElement
  | UplinkElement
  | HostEdgeElement
  | BridgeElement
  | EndpointElement
  | GroundElement;

export type LinkElement = Edge<{ readonly edge: LinkEdge; readonly line: EdgeLine }, 'link'>;
export type WireElement = Edge<{ readonly edge: WireEdge; readonly line: EdgeLine }, 'wire'>;
export type PublicationElement = Edge<
  { readonly edge: PublicationEdge; readonly line: EdgeLine },
  'publication'
>;
export type ChartEdge = LinkElement | WireElement | PublicationElement;

type Rows = Readonly<Record<string, number>>;

/** Everything that is drawn for a snapshot. */
export interface ChartModel {
  readonly snapshot: Snapshot;
  readonly layout: Layout;
  readonly nodes: ChartNode[];
  readonly edges: ChartEdge[];
}

/** Stacking order, from back to front. */
const depth = { ground: -2, link: -1, wire: 0, node: 1, publication: 2, card: 3 } as const;

/**
 * Turns a snapshot into React Flow's nodes and edges.
 *
 * @param previous keeps positions and the identity of unchanged elements; null lays everything
 *   out from scratch
 */
export function chartModel(snapshot: Snapshot, previous: ChartModel | null): ChartModel {
  const graph = buildGraph(snapshot);
  const layout = layoutGraph(graph, previous?.layout ?? null);
  const nodes = [
    ...layout.groups.map((group) => ground(group, graph)),
    ...chartNodes(graph, layout),
  ];
  return {
    snapshot,
    layout,
    nodes: keepIdentity(nodes, previous?.nodes ?? []),
    edges: keepIdentity(chartEdges(graph, layout), previous?.edges ?? []),
  };
}

function ground(group: GroupLayout, graph: Graph): ChartNode {
  const invites = graph.nodes.some(
    (node) =>
      node.kind === 'bridge' &&
      node.id === group.bridge &&
      node.bridge.origin === 'portolan' &&
      node.attachments.length === 0,
  );
  return {
    ...placed(group.id, group.box, depth.ground),
    type: 'ground',
    data: { bridge: group.bridge, invites: invites && group.grid.slots.size === 0 },
  };
}

function chartNodes(graph: Graph, layout: Layout): readonly ChartNode[] {
  return graph.nodes.flatMap((node): readonly ChartNode[] => {
    const box = layout.boxes.get(node.id);
    if (box === undefined) return [];
    const base = placed(
      node.id,
      box,
      node.kind === 'endpoint' ? depth.card : depth.node,
      node.kind === 'endpoint' ? [pullHandle] : node.kind === 'bridge' ? [dockHandle(box)] : [],
    );
    switch (node.kind) {
      case 'outside':
        return [{ ...base, type: node.kind, data: { node } }];
      case 'uplink':
        return [{ ...base, type: node.kind, data: { node } }];
      case 'edge':
        return [{ ...base, type: node.kind, data: { node, rows: rowsOf(layout, box) } }];
      case 'bridge':
        return [{ ...base, type: node.kind, data: { node } }];
      case 'endpoint':
        return [{ ...base, type: node.kind, data: { node } }];
    }
  });
}

function rowsOf(layout: Layout, edge: Box): Rows {
  return Object.fromEntries([...layout.rows].map(([id, centre]) => [id, centre - edge.y]));
}

function chartEdges(graph: Graph, layout: Layout): readonly ChartEdge[] {
  const lines = edgeLines(graph, layout);
  return graph.edges.flatMap((edge): readonly ChartEdge[] => {
    const line = lines.get(edge.id);
    if (line === undefined) return [];
    const { id, source, target } = edge;
    // React Flow's own label has the ends as they are.
    const ariaLabel = `${foreignText(source)} → ${foreignText(target)}`;
    const base = { id, source, target, ariaLabel };
    switch (edge.kind) {
      case 'link':
        return [{ ...base, type: edge.kind, zIndex: depth.link, data: { edge, line } }];
      case 'wire':
        return [{ ...base, type: edge.kind, zIndex: depth.wire, data: { edge, line } }];
      case 'publication':
        return [{ ...base, type: edge.kind, zIndex: depth.publication, data: { edge, line } }];
    }
  });
}

/** Sets sizes and handles explicitly, so that React Flow can draw without measuring first. */
function placed(
  id: string,
  { x, y, width, height }: Box,
  zIndex: number,
  more: readonly NodeHandle[] = [],
) {
  const handle = { x: 0, y: height / 2, width: 1, height: 1 };
  return {
    id,
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: [
      { ...handle, type: 'target' as const, position: Position.Left },
      { ...handle, x: width, type: 'source' as const, position: Position.Right },
      ...more,
    ],
    zIndex,
  };
}

/** Reuses the previous object wherever the new one is equal, so that React skips it. */
function keepIdentity<T extends { readonly id: string }>(
  next: readonly T[],
  previous: readonly T[],
): T[] {
  const old = new Map(previous.map((item) => [item.id, item]));
  return next.map((item) => {
    const before = old.get(item.id);
    return before !== undefined && isEqual(before, item) ? before : item;
  });
}
