import {
  ReactFlow,
  ReactFlowProvider,
  ViewportPortal,
  useStore,
  type EdgeTypes,
  type NodeTypes,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '#shared/model/snapshot';
import type { World } from '#shared/model/status';
import { useReadOnly } from '../../store/services';
import { TracePathView } from '../overlay/trace-path-view';
import { TrafficOverlay } from '../overlay/traffic-overlay';
import { useChartPlaces } from '../overlay/chart-places';
import { ownAddresses } from '../overlay/wire-edges';
import { farZoom, zoomLimits } from '../layout/viewport';
import { chartModel, type ChartEdge, type ChartNode } from '../elements/chart-model';
import { ChartControls } from './chart-controls';
import './chart.css';
import { KeepInSight } from './keep-in-sight';
import { LineEnds, PublicationLine, LinkLine, WireLine } from './lines';
import './lines.css';
import { BridgeView } from './nodes/bridge-view';
import { EdgeView } from './nodes/edge-view';
import { EndpointView } from './nodes/endpoint-view';
import { GroundView } from './nodes/ground-view';
import './nodes/nodes.css';
import './nodes/edge.css';
import './nodes/card.css';
import './nodes/attach.css';
import './nodes/far.css';
import { OutsideView } from './nodes/outside-view';
import { UplinkView } from './nodes/uplink-view';
import { ChartBackground } from './chart-background';
import { useAttachGesture } from './use-attach-gesture';

const nodeTypes: NodeTypes = {
  outside: OutsideView,
  uplink: UplinkView,
  edge: EdgeView,
  bridge: BridgeView,
  endpoint: EndpointView,
  ground: GroundView,
};

const edgeTypes: EdgeTypes = { link: LinkLine, wire: WireLine, publication: PublicationLine };

interface ChartProps {
  readonly snapshot: Snapshot;
  readonly world: World;
}

/** The live chart of a snapshot. Positions are kept between snapshots while it is mounted. */
export function Chart(props: ChartProps) {
  return (
    <ReactFlowProvider>
      <ChartRegion {...props} />
    </ReactFlowProvider>
  );
}

function ChartRegion(props: ChartProps) {
  const { t } = useTranslation();
  const far = useStore((state) => state.transform[2] < farZoom);
  const [model, setModel] = useState(() => chartModel(props.snapshot, null));
  const [fitting, setFitting] = useState(true);
  if (model.snapshot !== props.snapshot) setModel(chartModel(props.snapshot, model));
  const joining = useAttachGesture(model.nodes);
  const readOnly = useReadOnly();
  const places = useChartPlaces(model);
  const own = useMemo(() => ownAddresses(props.snapshot), [props.snapshot]);
  const tidy = (): void => {
    setModel(chartModel(props.snapshot, null));
    setFitting(true);
  };
  return (
    <section className="chart" aria-label={t('chart.label')} data-detail={far ? 'far' : 'near'}>
      <ReactFlow<ChartNode, ChartEdge>
        nodes={model.nodes}
        edges={model.edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        connectOnClick={false}
        connectionRadius={0}
        {...joining}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={zoomLimits.min}
        maxZoom={zoomLimits.max}
        proOptions={{ hideAttribution: true }}
        onMove={(event) => {
          if (event !== null) setFitting(false);
        }}
      >
        <ViewportPortal>
          <ChartBackground rose={model.layout.boxes.get('outside') ?? model.layout.bounds} />
          <LineEnds />
        </ViewportPortal>
        {!readOnly && <TrafficOverlay places={places} own={own} />}
        <TracePathView places={places} />
        <KeepInSight bounds={model.layout.bounds} fitting={fitting} />
        <ChartControls
          onFit={() => {
            setFitting(true);
          }}
          onZoom={() => {
            setFitting(false);
          }}
          onTidy={tidy}
        />
      </ReactFlow>
      {props.snapshot.endpoints.length === 0 && <EmptyChart world={props.world} />}
    </section>
  );
}

/** Shown when there is nothing to publish. */
function EmptyChart({ world }: { readonly world: World }) {
  const { t } = useTranslation();
  return (
    <div className="empty-chart" role="status">
      <h2>{t('chart.noContainers')}</h2>
      <p>{world === 'lab' ? t('chart.noContainersLab') : t('chart.noContainersComputer')}</p>
    </div>
  );
}
