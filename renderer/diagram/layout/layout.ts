import type { BridgeNode, EndpointNode, Graph } from '../graph/graph';
import { bestColumns } from './columns';
import { edgeRows } from './edge-rows';
import { cardHeight, firstColumn, measures, type Box } from './sizes';
import { freshGrid, updateGrid, type Card, type Grid } from './slots';

/** The area of a bridge and its containers. The last group holds the endpoints without a bridge. */
export interface GroupLayout {
  readonly id: string;
  readonly bridge: string | null;
  readonly box: Box;
  readonly grid: Grid;
}

/** The position of everything. Passed to the next layout, so that existing nodes stay in place. */
export interface Layout {
  /** Node id → position. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly GroupLayout[];
  /** Publication id → middle of its row, from the top of the chart. */
  readonly rows: ReadonlyMap<string, number>;
  readonly bounds: Box;
}

interface Group {
  readonly id: string;
  readonly bridge: BridgeNode | null;
  readonly cards: readonly EndpointNode[];
}

/**
 * Places a graph in columns from left to right. Pure: the same graph and previous layout give the
 * same positions.
 *
 * @param previous null lays everything out from scratch; otherwise existing nodes keep their
 *   positions and new ones take the next free slot in their group. A card moves only when a card
 *   above it no longer fits its row
 */
export function layoutGraph(graph: Graph, previous: Layout | null): Layout {
  const groups = placeGroups(groupsOf(graph), previous);
  const boxes = new Map<string, Box>();
  for (const group of groups) placeCards(group, boxes);

  const rows = edgeRows(graph, boxes);
  const { x, width, row, footer, emptyHeight } = measures.edge;
  const lastRow = Math.max(...rows.values());
  const height = rows.size === 0 ? emptyHeight : lastRow + row / 2 + footer;
  boxes.set('edge', { x, y: 0, width, height });
  placeOutside(graph, boxes, previous);
  return { boxes, groups, rows, bounds: bounds([...boxes.values(), ...groups.map((g) => g.box)]) };
}

/** Groups with publications come first, so that a new layout starts with what matters most. */
function groupsOf(graph: Graph): readonly Group[] {
  const cards = graph.nodes.filter((node) => node.kind === 'endpoint');
  const onBridge = graph.nodes
    .filter((node) => node.kind === 'bridge')
    .map((bridge): Group => ({
      id: `group:${bridge.bridge.name}`,
      bridge,
      cards: cards.filter((card) => card.group === bridge.bridge.name),
    }));
  const published = (group: Group): boolean =>
    group.cards.some(({ chips }) => chips.some(({ publications }) => publications.length > 0));
  onBridge.sort((a, b) => Number(published(b)) - Number(published(a)));
  const apart = cards.filter((card) => card.group === null);
  return apart.length === 0 ? onBridge : [...onBridge, { id: 'apart', bridge: null, cards: apart }];
}

function placeGroups(groups: readonly Group[], previous: Layout | null): readonly GroupLayout[] {
  const before = new Map(previous?.groups.map((group) => [group.id, group]));
  const columns = bestColumns(groups.map(({ cards }) => cards.length));
  const known = groups
    .filter(({ id }) => before.has(id))
    .sort((a, b) => (before.get(a.id)?.box.y ?? 0) - (before.get(b.id)?.box.y ?? 0));
  const ordered = [...known, ...groups.filter(({ id }) => !before.has(id))];
  const placed: GroupLayout[] = [];
  let free = 0;
  for (const [index, group] of ordered.entries()) {
    const old = before.get(group.id);
    const cards = group.cards.map((card): Card => ({ id: card.id, height: cardHeight(card) }));
    const most = Math.ceil(group.cards.length / columns);
    const isLast = index === ordered.length - 1;
    const grid =
      old === undefined
        ? freshGrid(cards, Math.min(columns, Math.max(1, cards.length)))
        : updateGrid(old.grid, cards, (rows) => isLast && rows <= most);
    const y = Math.max(free, old?.box.y ?? 0);
    const box = groupBox(grid, y);
    placed.push({ id: group.id, bridge: group.bridge?.id ?? null, box, grid });
    free = y + box.height + measures.group.gap;
  }
  return placed;
}

function groupBox(grid: Grid, y: number): Box {
  const { x, padding, minHeight } = measures.group;
  const { columns, rowHeights } = grid;
  const cards = columns * measures.card.width + (columns - 1) * measures.gridGap.x;
  const rows = rowHeights.reduce((sum, height) => sum + height + measures.gridGap.y, 0);
  return {
    x,
    y,
    width: firstColumn - x + cards + padding,
    height: Math.max(minHeight, rows - measures.gridGap.y + 2 * padding),
  };
}

function placeCards(group: GroupLayout, boxes: Map<string, Box>): void {
  const { box, grid } = group;
  const { padding } = measures.group;
  if (group.bridge !== null) {
    boxes.set(group.bridge, {
      x: box.x + padding,
      y: box.y + padding,
      width: measures.bridge.width,
      height: box.height - 2 * padding,
    });
  }
  for (const [id, { column, row }] of grid.slots) {
    const above = grid.rowHeights.slice(0, row);
    boxes.set(id, {
      x: firstColumn + column * (measures.card.width + measures.gridGap.x),
      y: box.y + padding + above.reduce((sum, height) => sum + height + measures.gridGap.y, 0),
      width: measures.card.width,
      height: grid.rowHeights[row] ?? 0,
    });
  }
}

/** The first uplink is level with the outside; new ones go below the existing ones. */
function placeOutside(graph: Graph, boxes: Map<string, Box>, previous: Layout | null): void {
  const { road, outside, uplink } = measures;
  const { x, width, height, gap } = uplink;
  const uplinks = graph.nodes.filter((node) => node.kind === 'uplink');
  const kept = uplinks.flatMap(({ id }) => previous?.boxes.get(id) ?? []);
  let next = Math.max(road - height / 2, ...kept.map((box) => box.y + height + gap));
  for (const { id } of uplinks) {
    const old = previous?.boxes.get(id);
    boxes.set(id, old ?? { x, y: next, width, height });
    if (old === undefined) next += height + gap;
  }
  boxes.set('outside', {
    x: outside.x,
    y: road - outside.rose,
    width: outside.width,
    height: outside.height,
  });
}

function bounds(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
