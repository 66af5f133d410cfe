export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line as straight segments. `lengths[i]` is the distance from its start to `points[i]`. */
export interface Polyline {
  readonly points: readonly Point[];
  readonly lengths: readonly number[];
}

/** Number of straight segments per curve. */
const pieces = 16;

/**
 * Converts SVG path data to straight segments. Supports the absolute commands that the layout uses:
 * M, H, V, L, Q and C (SVG 2, "Path data").
 */
export function polyline(path: string): Polyline {
  const points: Point[] = [];
  let at: Point = { x: 0, y: 0 };
  const go = (point: Point): void => {
    at = point;
    points.push(point);
  };
  for (const [, command = '', rest = ''] of path.matchAll(/([MHVLQC])([^MHVLQC]*)/g)) {
    const n = (rest.match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g) ?? []).map(Number);
    const point = (index: number): Point => ({ x: n[index] ?? 0, y: n[index + 1] ?? 0 });
    if (command === 'M' || command === 'L') go(point(0));
    else if (command === 'H') go({ x: n[0] ?? 0, y: at.y });
    else if (command === 'V') go({ x: at.x, y: n[0] ?? 0 });
    else {
      const control = command === 'Q' ? [point(0)] : [point(0), point(2)];
      const bow = [at, ...control, point(control.length * 2)];
      for (let i = 1; i <= pieces; i++) go(bezier(bow, i / pieces));
    }
  }
  let length = 0;
  const lengths = points.map((point, index) => {
    const before = points[index - 1];
    if (before !== undefined) length += Math.hypot(point.x - before.x, point.y - before.y);
    return length;
  });
  return { points, lengths };
}

/** Returns a point of a Bézier curve of any degree (de Casteljau's algorithm). */
function bezier(control: readonly Point[], t: number): Point {
  const [first] = control;
  if (first === undefined || control.length === 1) return first ?? { x: 0, y: 0 };
  const next = control.slice(1).map((point, index) => {
    const before = control[index] ?? point;
    return { x: before.x + (point.x - before.x) * t, y: before.y + (point.y - before.y) * t };
  });
  return bezier(next, t);
}

export function lengthOf({ lengths }: Polyline): number {
  return lengths.at(-1) ?? 0;
}

/** Returns the point of a line at a distance from its start. */
export function pointAt({ points, lengths }: Polyline, distance: number): Point {
  const index = lengths.findIndex((length) => length >= distance);
  const end = points[index === -1 ? points.length - 1 : index] ?? { x: 0, y: 0 };
  const start = points[index - 1];
  if (index < 1 || start === undefined) return end;
  const from = lengths[index - 1] ?? 0;
  const piece = (lengths[index] ?? from) - from;
  const t = piece === 0 ? 0 : (distance - from) / piece;
  return { x: start.x + (end.x - start.x) * t, y: start.y + (end.y - start.y) * t };
}
