/** Rows from `first` up to, but not including, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Rows beyond the visible ones, so that a scroll shows no gap before the next frame. */
const spare = 8;

/** Which of `count` rows of one height are rendered: those in sight and a few around them. Pixels. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrolled: number,
  height: number,
): RowRange {
  const first = Math.min(count, Math.max(0, Math.floor(scrolled / rowHeight) - spare));
  const end = Math.min(count, Math.ceil((scrolled + height) / rowHeight) + spare);
  return { first, end: Math.max(first, end) };
}
