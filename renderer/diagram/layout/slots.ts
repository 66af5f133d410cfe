/** A position in a group's grid. */
export interface Slot {
  readonly column: number;
  readonly row: number;
}

/** The grid of a group's cards. Rows keep their heights as long as their cards fit. */
export interface Grid {
  readonly columns: number;
  readonly rowHeights: readonly number[];
  /** Card id → slot. */
  readonly slots: ReadonlyMap<string, Slot>;
}

/** A card to be placed. */
export interface Card {
  readonly id: string;
  readonly height: number;
}

/** Makes a new grid: cards row by row, in the given order. */
export function freshGrid(cards: readonly Card[], columns: number): Grid {
  const slots = new Map(
    cards.map((card, index) => [
      card.id,
      { column: index % columns, row: Math.floor(index / columns) },
    ]),
  );
  return settle({ columns, rowHeights: [], slots }, cards);
}

/**
 * Updates a grid after cards came and went. Existing cards keep their slots; new ones take the
 * first free slot that is high enough. If there is none, the grid grows: downwards while
 * `mayGrowDown` allows the number of rows, otherwise by a column to the right.
 */
export function updateGrid(
  previous: Grid,
  cards: readonly Card[],
  mayGrowDown: (rows: number) => boolean,
): Grid {
  const slots = new Map<string, Slot>();
  for (const card of cards) {
    const slot = previous.slots.get(card.id);
    if (slot !== undefined) slots.set(card.id, slot);
  }
  const heights = [...previous.rowHeights];
  let columns = previous.columns;
  for (const card of cards) {
    if (slots.has(card.id)) continue;
    let slot = freeSlot(slots, columns, heights, card.height);
    if (slot === null && mayGrowDown(heights.length + 1)) {
      heights.push(card.height);
      slot = { column: 0, row: heights.length - 1 };
    }
    if (slot === null) {
      columns += 1;
      slot = freeSlot(slots, columns, heights, card.height) ?? {
        column: columns - 1,
        row: heights.length - 1,
      };
    }
    slots.set(card.id, slot);
  }
  return settle({ columns, rowHeights: heights, slots }, cards);
}

function freeSlot(
  slots: ReadonlyMap<string, Slot>,
  columns: number,
  heights: readonly number[],
  height: number,
): Slot | null {
  const taken = new Set([...slots.values()].map(({ column, row }) => row * 10_000 + column));
  for (const [row, rowHeight] of heights.entries()) {
    if (rowHeight < height) continue;
    for (let column = 0; column < columns; column++) {
      if (!taken.has(row * 10_000 + column)) return { column, row };
    }
  }
  return null;
}

/** Makes every row high enough for its cards. */
function settle(grid: Grid, cards: readonly Card[]): Grid {
  const heights = [...grid.rowHeights];
  for (const card of cards) {
    const row = grid.slots.get(card.id)?.row ?? 0;
    heights[row] = Math.max(heights[row] ?? 0, card.height);
  }
  return { ...grid, rowHeights: heights };
}
