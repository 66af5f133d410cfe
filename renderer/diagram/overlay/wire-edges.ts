import { withoutPrefix } from '#shared/model/own-addresses';
import type { Snapshot } from '#shared/model/snapshot';
import type { GraphEdge } from '../graph/graph';
import type { Box } from '../layout/sizes';
import type { Polyline } from './polyline';

/** What a host interface's name corresponds to on the chart. */
export interface ChartWire {
  readonly kind: 'uplink' | 'bridge' | 'veth';
  /** Ids of its lines, from left to right. */
  readonly edges: readonly string[];
}

/** The lines and positions of the chart that the overlays need. */
export interface ChartPlaces {
  readonly edges: readonly GraphEdge[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, Polyline>;
  readonly wires: ReadonlyMap<string, ChartWire>;
}

/** Returns the lines of the chart by the name of the host interface that they represent. */
export function chartWires(edges: readonly GraphEdge[]): ReadonlyMap<string, ChartWire> {
  const wires = new Map<string, ChartWire>();
  for (const edge of edges) {
    if (edge.kind === 'wire') wires.set(edge.name, { kind: 'veth', edges: [edge.id] });
    else if (edge.kind === 'link') {
      const [kind, node] =
        edge.source === 'edge' ? (['bridge', edge.target] as const) : uplinkOf(edge);
      const name = node.slice(node.indexOf(':') + 1);
      wires.set(name, { kind, edges: [...(wires.get(name)?.edges ?? []), edge.id] });
    }
  }
  return wires;
}

function uplinkOf({ source, target }: { readonly source: string; readonly target: string }) {
  return ['uplink', target === 'edge' ? source : target] as const;
}

/** Returns the host's own addresses, without prefix lengths. */
export function ownAddresses({ host }: Snapshot): ReadonlySet<string> {
  return new Set(host.interfaces.flatMap(({ addresses }) => addresses.map(withoutPrefix)));
}
