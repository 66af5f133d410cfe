import type { EndpointNode } from '../graph/graph';

/** A rectangle of the chart, in chart units (CSS pixels at zoom 1). */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** All measures of the chart. The style sheets of the nodes depend on these. */
export const measures = {
  /** Height of the straight line from outside to the first bridge. */
  road: 44,
  outside: { x: 0, width: 108, height: 108, rose: 34 },
  uplink: { x: 148, width: 156, height: 64, gap: 20 },
  edge: { x: 360, width: 212, header: 68, row: 34, rowHeight: 30, footer: 44, emptyHeight: 264 },
  group: { x: 664, padding: 16, gap: 36, minHeight: 116 },
  bridge: { width: 138 },
  /** Distance between a bridge and the first column of its containers: room for a wire's name. */
  wire: 86,
  card: { width: 224, header: 52, chip: 34, footer: 8, more: 24, minChips: 1 },
  gridGap: { x: 44, y: 36 },
  /**
   * Lines to inner columns run in the gap between two rows of cards: publications below their row,
   * those to nearer columns above those to farther ones, and wires above their row.
   */
  lane: { publication: 8, apart: 4, most: 4, wire: 8 },
} as const;

/** Where a group's first column of cards starts. */
export const firstColumn: number =
  measures.group.x + measures.group.padding + measures.bridge.width + measures.wire;

export function cardHeight(card: EndpointNode): number {
  const { header, chip, footer, more, minChips } = measures.card;
  const rows = Math.max(minChips, card.chips.length);
  return header + rows * chip + (card.hidden > 0 ? more : 0) + footer;
}

/** Returns the middle of a chip's row, measured from the top of its card. */
export function chipCentre(card: EndpointNode, key: string): number {
  const index = Math.max(
    0,
    card.chips.findIndex((chip) => chip.key === key),
  );
  return measures.card.header + (index + 0.5) * measures.card.chip;
}

/**
 * Returns the height at which a publication's line should leave the host's edge to run level: that
 * of the port, or that of the lane that leads to an inner column.
 */
export function publicationLevel(card: EndpointNode, key: string, box: Box): number {
  const column = Math.round((box.x - firstColumn) / (measures.card.width + measures.gridGap.x));
  if (column === 0) return box.y + chipCentre(card, key);
  const { publication, apart, most } = measures.lane;
  return box.y + box.height + publication + Math.min(column - 1, most - 1) * apart;
}
