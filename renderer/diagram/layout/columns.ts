import { firstColumn, measures } from './sizes';
import { zoomLimits } from './viewport';

/** The space that a new layout is made for: what a typical window leaves to the chart. */
const nominal = { width: 1240, height: 600 };

/** The number of columns visible at the smallest readable zoom. More cards go below, not beside. */
const columnsInWidth = Math.floor(
  (nominal.width / zoomLimits.smallestFit - firstColumn) /
    (measures.card.width + measures.gridGap.x),
);

/** A card's typical height, used for the estimate only. */
const usualHeight = 120;

/**
 * Returns the number of columns that shows groups of these sizes largest in a typical window.
 *
 * @param sizes the number of cards of each group
 */
export function bestColumns(sizes: readonly number[]): number {
  const most = Math.min(columnsInWidth, Math.max(1, ...sizes));
  let best = { columns: 1, zoom: 0 };
  for (let columns = 1; columns <= most; columns++) {
    const zoom = Math.min(
      1,
      nominal.width / widthOf(columns),
      nominal.height / heightOf(sizes, columns),
    );
    if (zoom > best.zoom + 0.001) best = { columns, zoom };
  }
  return best.columns;
}

function widthOf(columns: number): number {
  return firstColumn + columns * (measures.card.width + measures.gridGap.x);
}

function heightOf(sizes: readonly number[], columns: number): number {
  const rows = sizes.reduce((sum, size) => sum + Math.ceil(size / columns), 0);
  return rows * (usualHeight + measures.gridGap.y) + sizes.length * measures.group.gap;
}
