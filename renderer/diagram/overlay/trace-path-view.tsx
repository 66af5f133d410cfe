import { ViewportPortal } from '@xyflow/react';
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import './overlay.css';
import type { ChartPlaces } from './wire-edges';
import type { Polyline } from './polyline';
import { hopNumbers, tracePath, type PathStop } from './trace-path';
import { useShownHops } from './use-shown-hops';

/**
 * The path of the traced packet over the chart, with its hop numbers, while the Trace tab is open.
 */
export function TracePathView({ places }: { readonly places: ChartPlaces }) {
  const { t } = useTranslation();
  const hops = useShownHops();
  const path = useMemo(() => (hops === null ? null : tracePath(hops, places)), [hops, places]);
  if (path === null || path.stops.length === 0) return null;
  const dropped = path.stops.some((stop) => stop.dropped);
  return (
    <ViewportPortal>
      <div className="trace-path" role="img" aria-label={t('trace.onChart')}>
        <svg className="trace-path__lines">
          {path.edges.map(({ id }) => (
            <polyline
              key={id}
              className={
                dropped ? 'trace-path__line trace-path__line--dropped' : 'trace-path__line'
              }
              points={pointsOf(places.lines.get(id))}
            />
          ))}
        </svg>
        {path.stops.map((stop) => (
          <Badge key={stop.key} stop={stop} />
        ))}
      </div>
    </ViewportPortal>
  );
}

function Badge({ stop }: { readonly stop: PathStop }) {
  const { dropped, x, y } = stop;
  return (
    <span
      className={dropped ? 'trace-stop trace-stop--dropped' : 'trace-stop'}
      style={{ left: x, top: y }}
    >
      {dropped && <X size={13} strokeWidth={3} />}
      {hopNumbers(stop)}
    </span>
  );
}

function pointsOf(line: Polyline | undefined): string {
  return (line?.points ?? []).map(({ x, y }) => `${String(x)},${String(y)}`).join(' ');
}
