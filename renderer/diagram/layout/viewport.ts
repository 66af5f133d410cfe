import type { Box } from './sizes';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const zoomLimits = { min: 0.2, max: 2, smallestFit: 0.5, largestFit: 1.1 } as const;

/** Below this zoom, cards show only their names, enlarged. */
export const farZoom = 0.57;

/**
 * Returns the viewport that shows the whole chart, centred. A chart that would be too small to read
 * is shown from its upper left corner, at the smallest readable zoom.
 */
export function fitViewport(
  bounds: Box,
  size: { readonly width: number; readonly height: number },
): Viewport {
  const margin = 28;
  const room = { width: size.width - 2 * margin, height: size.height - 2 * margin };
  const whole = Math.min(room.width / bounds.width, room.height / bounds.height);
  const zoom = Math.min(zoomLimits.largestFit, Math.max(zoomLimits.smallestFit, whole));
  const place = (start: number, length: number, space: number): number => {
    const spare = Math.max(0, space - length * zoom);
    return margin + spare / 2 - start * zoom;
  };
  return {
    x: place(bounds.x, bounds.width, room.width),
    y: place(bounds.y, bounds.height, room.height),
    zoom,
  };
}
