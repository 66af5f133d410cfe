import { useReactFlow, useStore, type Viewport } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { Box } from '../layout/sizes';
import { fitViewport } from '../layout/viewport';

/** Duration of a glide, in milliseconds. */
const glideTime = 220;

/** The minimum gain in zoom that justifies moving the view. */
const muchLarger = 1.15;

/**
 * Keeps the chart in view. Shows all of it at first and whenever a part is outside, until the user
 * moves it (`fitting` false), and always reveals what gets the focus. Visible elements are not
 * moved, since the user may be about to click on them; but when the chart gains much room, it uses
 * it.
 */
export function KeepInSight(props: { readonly bounds: Box; readonly fitting: boolean }) {
  const { bounds, fitting } = props;
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const pane = useStore((state) => state.domNode);
  const { x, y, width: boundsWidth, height: boundsHeight } = bounds;

  const shown = useRef(false);
  const room = useRef({ width: 0, height: 0 });
  useEffect(() => {
    if (!fitting) shown.current = false;
    if (!fitting || width === 0 || height === 0) return;
    const box = { x, y, width: boundsWidth, height: boundsHeight };
    const first = !shown.current;
    const fit = fitViewport(box, { width, height });
    const grown = width > room.current.width || height > room.current.height;
    room.current = { width, height };
    const small = grown && fit.zoom > muchLarger * flow.getZoom();
    if (!first && !small && isInSight(box, flow.getViewport(), { width, height })) return;
    shown.current = true;
    const still = first && isUntouched(flow.getViewport());
    void flow.setViewport(fit, still ? { duration: 0 } : glide());
  }, [flow, fitting, x, y, boundsWidth, boundsHeight, width, height]);

  useEffect(() => {
    if (pane === null) return;
    const reveal = (event: FocusEvent): void => {
      const target = event.target;
      if (!(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
      if (target.closest('.react-flow__node') === null) return;
      const [dx, dy] = shiftInto(target.getBoundingClientRect(), pane.getBoundingClientRect());
      if (dx === 0 && dy === 0) return;
      const view = flow.getViewport();
      void flow.setViewport({ ...view, x: view.x + dx, y: view.y + dy }, glide());
    };
    pane.addEventListener('focusin', reveal);
    return () => {
      pane.removeEventListener('focusin', reveal);
    };
  }, [flow, pane]);
  return null;
}

/** Whether a box is entirely visible in a pane of a size at a viewport. */
function isInSight(
  box: Box,
  view: Viewport,
  pane: { readonly width: number; readonly height: number },
): boolean {
  const left = box.x * view.zoom + view.x;
  const top = box.y * view.zoom + view.y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + box.width * view.zoom <= pane.width &&
    top + box.height * view.zoom <= pane.height
  );
}

/** Whether the viewport is the one that React Flow starts with. */
function isUntouched({ x, y, zoom }: Viewport): boolean {
  return x === 0 && y === 0 && zoom === 1;
}

/** Returns how far `inner` has to move to lie within `outer`, with a small margin. */
function shiftInto(inner: DOMRect, outer: DOMRect): readonly [number, number] {
  const room = 24;
  const along = (start: number, end: number, from: number, to: number): number =>
    start < from + room ? from + room - start : end > to - room ? to - room - end : 0;
  return [
    along(inner.left, inner.right, outer.left, outer.right),
    along(inner.top, inner.bottom, outer.top, outer.bottom),
  ];
}

/**
 * How the viewport moves: linearly, so that it does not zoom out on its way; at once if the user
 * prefers reduced motion.
 */
function glide(): { readonly duration: number; readonly interpolate: 'linear' } {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return { duration: still ? 0 : glideTime, interpolate: 'linear' };
}
