import { useMemo } from 'react';
import type { ChartModel } from '../elements/chart-model';
import { polyline } from './polyline';
import { chartWires, type ChartPlaces } from './wire-edges';

/** Computes the chart's lines and positions for the overlays; again only when the chart changes. */
export function useChartPlaces({ edges, layout }: ChartModel): ChartPlaces {
  return useMemo(() => {
    const drawn = edges.flatMap(({ id, data }) =>
      data === undefined ? [] : [{ id, edge: data.edge, path: data.line.path }],
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
