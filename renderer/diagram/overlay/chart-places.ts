import { useMemo } from 'react';
import type { ChartModel } from '../elements/chart-model';
import type { GraphEdge } from '../graph/graph';
import type { Box } from '../layout/sizes';
import { polyline, type Polyline } from './polyline';
import { chartWires, type ChartWire } from './wire-edges';

/** The lines and positions of the chart that the overlays need. */
export interface ChartPlaces {
  readonly edges: readonly GraphEdge[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, Polyline>;
  readonly wires: ReadonlyMap<string, ChartWire>;
}

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
