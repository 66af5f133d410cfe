import { useMemo } from 'react';
import type { ChartModel } from '../elements/chart-model';
import { polyline } from './polyline';
import type { ChartPlaces } from './trace-course';
import { chartWires } from './wire-edges';

/** The chart's lines and places as the overlays need them; made anew only when the chart itself changes. */
export function useChartPlaces({ edges, layout }: ChartModel): ChartPlaces {
  return useMemo(() => {
    const drawn = edges.flatMap(({ id, data }) =>
      data === undefined ? [] : [{ id, edge: data.edge, path: data.route.path }],
    );
    const graphEdges = drawn.map(({ edge }) => edge);
    return {
      edges: graphEdges,
      boxes: layout.boxes,
      lines: new Map(drawn.map(({ id, path }) => [id, polyline(path)])),
      wires: chartWires(graphEdges),
    };
  }, [edges, layout]);
}
