import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';

/** The minimum heights of the inspector and of the chart, in pixels. */
const least = 120;
const chartLeast = 140;
/** The distance of one press of an arrow key, in pixels. */
const step = 32;

/** The upper border of the inspector, which resizes it by dragging or by arrow keys. */
export function InspectorHeight(props: { readonly onHeight: (height: number) => void }) {
  const { t } = useTranslation();
  const change = (border: HTMLElement, wanted: number): void => {
    const all = border.parentElement?.parentElement?.clientHeight ?? 0;
    props.onHeight(Math.max(least, Math.min(all - chartLeast, wanted)));
  };
  const heightOf = (border: HTMLElement): number => border.parentElement?.clientHeight ?? 0;
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const border = event.currentTarget;
    if (!border.hasPointerCapture(event.pointerId)) return;
    const bottom = border.parentElement?.getBoundingClientRect().bottom ?? 0;
    change(border, bottom - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const turn = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (turn === 0) return;
    event.preventDefault();
    change(event.currentTarget, heightOf(event.currentTarget) + turn * step);
  };
  return (
    <div
      role="separator"
      className="inspector__height"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={t('inspector.resize')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
