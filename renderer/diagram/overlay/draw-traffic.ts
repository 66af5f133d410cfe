import type { Viewport } from '../layout/viewport';
import { loadWidth, type EdgeLoad } from './edge-loads';
import { marksAt } from './moving-marks';
import { pointAt, type Polyline } from './polyline';

/** What is drawn: loads by line id, and the lines. */
export interface Traffic {
  readonly loads: ReadonlyMap<string, EdgeLoad>;
  readonly lines: ReadonlyMap<string, Polyline>;
}

/**
 * Draws lines as thick as their load, and the marks on them.
 *
 * @param time position of the marks in time, in seconds; they pause when it does
 */
export function drawTraffic(
  canvas: HTMLCanvasElement,
  { loads, lines }: Traffic,
  { x, y, zoom }: Viewport,
  time: number,
): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const scale = window.devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  if (canvas.width !== clientWidth * scale || canvas.height !== clientHeight * scale) {
    canvas.width = clientWidth * scale;
    canvas.height = clientHeight * scale;
  }
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (loads.size === 0) return;
  pen.setTransform(zoom * scale, 0, 0, zoom * scale, x * scale, y * scale);
  const style = getComputedStyle(canvas);
  const colour = style.color;
  const ground = style.getPropertyValue('--paper');
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.35;
  for (const [id, load] of loads) {
    const line = lines.get(id);
    if (line === undefined) continue;
    pen.lineWidth = loadWidth(load);
    pen.beginPath();
    for (const [index, point] of line.points.entries()) {
      if (index === 0) pen.moveTo(point.x, point.y);
      else pen.lineTo(point.x, point.y);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
  for (const { edge, distance, backward } of marksAt(loads, lines, time)) {
    const line = lines.get(edge);
    const load = loads.get(edge);
    if (line === undefined || load === undefined) continue;
    const at = pointAt(line, distance);
    pen.beginPath();
    pen.arc(at.x, at.y, 1.6 + loadWidth(load) / 2.4, 0, 2 * Math.PI);
    // Replies are rings, so that the two directions can be distinguished.
    pen.fillStyle = backward ? ground : colour;
    pen.fill();
    pen.lineWidth = 1.6;
    pen.stroke();
  }
}
