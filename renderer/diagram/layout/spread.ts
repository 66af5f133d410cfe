/**
 * Places rows of equal height as near as possible to where each wants to be, without overlap and in the given
 * order (least squares by pooling adjacent violators).
 *
 * @param wanted the wished centre of each row, in ascending order
 * @param pitch the distance between two neighbouring centres, at least
 * @param first the smallest centre that the first row may have
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
