import { useReactFlow, useStore } from '@xyflow/react';
import { useEffect } from 'react';
import type { Box } from '../layout/sizes';
import { fitViewport } from '../layout/viewport';

/** In milliseconds. */
const glideTime = 220;

/**
 * Keeps the chart in view: shows all of it whenever its bounds or the window change, until the user moves it
 * (`fitting` false), and always brings what gets the focus into sight.
 */
export function KeepInSight(props: { readonly bounds: Box; readonly fitting: boolean }) {
  const { bounds, fitting } = props;
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const pane = useStore((state) => state.domNode);
  const { x, y, width: boundsWidth, height: boundsHeight } = bounds;

  useEffect(() => {
    if (!fitting || width === 0 || height === 0) return;
    const box = { x, y, width: boundsWidth, height: boundsHeight };
    void flow.setViewport(fitViewport(box, { width, height }), glide());
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

/** How far `inner` has to move to lie within `outer`, with a little room around it. */
function shiftInto(inner: DOMRect, outer: DOMRect): readonly [number, number] {
  const room = 24;
  const along = (start: number, end: number, from: number, to: number): number =>
    start < from + room ? from + room - start : end > to - room ? to - room - end : 0;
  return [
    along(inner.left, inner.right, outer.left, outer.right),
    along(inner.top, inner.bottom, outer.top, outer.bottom),
  ];
}

/** How the view moves: straight, so that it does not zoom out on its way; at once where motion is unwanted. */
function glide(): { readonly duration: number; readonly interpolate: 'linear' } {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return { duration: still ? 0 : glideTime, interpolate: 'linear' };
}
