import type { EdgeLoad } from './edge-loads';
import { lengthOf, type Polyline } from './polyline';

/** One mark moving along a line; `distance` in chart units from the line's left end. */
export interface TrafficMark {
  readonly edge: string;
  readonly distance: number;
  readonly backward: boolean;
}

/** The maximum number of marks on the chart, however much traffic there is. */
export const maxMarks = 160;
/** In chart units per second. */
const speed = 70;
/** The minimum distance between two marks on one line, in chart units. */
const distance = 22;

/**
 * Returns how many marks one direction of a line should have: one, plus one per factor of 10 above
 * 100 B/s.
 */
function wanted(rate: number, length: number): number {
  if (rate <= 0) return 0;
  const many = 1 + Math.floor(Math.max(0, Math.log10(rate / 100)));
  return Math.max(1, Math.min(many, Math.floor(length / distance)));
}

/**
 * Returns the position of all marks at a moment. A line with connections but no known rate has one
 * mark.
 *
 * @param time in seconds, from an arbitrary start
 */
export function marksAt(
  loads: ReadonlyMap<string, EdgeLoad>,
  lines: ReadonlyMap<string, Polyline>,
  time: number,
): readonly TrafficMark[] {
  const marks: TrafficMark[] = [];
  for (const [edge, { forward, backward, flows }] of loads) {
    const line = lines.get(edge);
    if (line === undefined) continue;
    const length = lengthOf(line);
    const idle = forward + backward <= 0 && flows > 0;
    for (const back of [false, true]) {
      const count = idle ? Number(!back) : wanted(back ? backward : forward, length);
      for (let i = 0; i < count; i++) {
        if (marks.length === maxMarks) return marks;
        const distance = (time * speed + (i * length) / count) % length;
        marks.push({ edge, distance: back ? length - distance : distance, backward: back });
      }
    }
  }
  return marks;
}
