import type { Graph } from '../graph/graph';
import { publicationLevel, measures, type Box } from './sizes';

/**
 * Returns the position of each publication on the host's edge: beside the port that it leads to, as
 * near as the others allow, so that lines run straight and do not cross. Publications without a
 * target come last.
 *
 * @param boxes positions of the endpoints
 * @returns publication id → middle of its row
 */
export function edgeRows(
  graph: Graph,
  boxes: ReadonlyMap<string, Box>,
): ReadonlyMap<string, number> {
  const edge = graph.nodes.find((node) => node.kind === 'edge');
  if (edge === undefined) return new Map();
  const cards = new Map(
    graph.nodes.filter((node) => node.kind === 'endpoint').map((node) => [node.id, node]),
  );
  const targets = new Map<string, number>();
  for (const line of graph.edges) {
    if (line.kind !== 'publication') continue;
    const box = boxes.get(line.target);
    const card = cards.get(line.target);
    if (box === undefined || card === undefined) continue;
    targets.set(line.publication.id, publicationLevel(card, line.chip, box));
  }
  const lowest = Math.max(0, ...targets.values()) + measures.edge.row;
  const wanted = edge.publications
    .map(({ id }) => ({ id, centre: targets.get(id) ?? lowest }))
    .sort((a, b) => a.centre - b.centre);
  const { header, row } = measures.edge;
  const centres = spread(
    wanted.map(({ centre }) => centre),
    row,
    header + row / 2,
  );
  return new Map(wanted.map(({ id }, index) => [id, centres[index] ?? 0]));
}

/**
 * Places rows of equal height as near as possible to their preferred positions, without overlap and
 * in the given order (least squares by pooling adjacent violators).
 *
 * @param wanted the preferred centre of each row, in ascending order
 * @param pitch the minimum distance between two neighbouring centres
 * @param first the smallest allowed centre of the first row
 * @returns the centre of each row
 */
export function spread(wanted: readonly number[], pitch: number, first: number): readonly number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const [index, centre] of wanted.entries()) {
    blocks.push({ sum: centre - index * pitch, count: 1 });
    for (;;) {
      const last = blocks.at(-1);
      const before = blocks.at(-2);
      if (last === undefined || before === undefined) break;
      if (before.sum / before.count <= last.sum / last.count) break;
      before.sum += last.sum;
      before.count += last.count;
      blocks.pop();
    }
  }
  const offsets = blocks.flatMap(({ sum, count }) =>
    new Array<number>(count).fill(Math.max(first, sum / count)),
  );
  return offsets.map((offset, index) => Math.round(offset + index * pitch));
}
