import { useVirtualizer, type Rect, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** Height of a row in pixels; the style sheet relies on it. */
export const rowHeight = 30;

/** Rows that are rendered beyond the visible ones, so that a scroll shows no gap. */
const overscan = 8;

/**
 * Chooses which rows of a long table are rendered: the visible ones and a few around them.
 *
 * @param frame the element that scrolls; its sticky heading covers as much as one row
 */
export function useRowWindow(
  count: number,
  frame: RefObject<HTMLDivElement | null>,
): Virtualizer<HTMLDivElement, Element> {
  return useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    observeElementRect,
    overscan,
    scrollPaddingEnd: rowHeight,
    useFlushSync: false,
  });
}

/** Reports the frame's size now and on every change; at least one row where there is no layout. */
function observeElementRect(
  { scrollElement }: Virtualizer<HTMLDivElement, Element>,
  report: (size: Rect) => void,
): (() => void) | undefined {
  if (scrollElement === null) return undefined;
  const measure = (): void => {
    const { clientWidth, clientHeight } = scrollElement;
    report({ width: clientWidth, height: Math.max(rowHeight, clientHeight) });
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(scrollElement);
  return () => {
    observer.disconnect();
  };
}
