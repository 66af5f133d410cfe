import { useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import type { FlowMap } from '../../store/inspect/flow-map';
import type { Rates } from '../../store/inspect/flows-store';
import { useFlows } from '../../store/services';
import { useThrottled } from '../../store/use-throttled';
import { drawTraffic } from './draw-traffic';
import { edgeLoads, type EdgeLoad } from './edge-loads';
import './overlay.css';
import type { ChartPlaces } from './wire-edges';
import { TrafficLegend, useTrafficSwitch } from './traffic-legend';
import { useMotion } from './use-motion';
import { useShownHops } from './use-shown-hops';

/** Time between two frames, in milliseconds: 30 per second are smooth enough for marks. */
const frame = 32;

interface Measured {
  readonly flows: FlowMap;
  readonly rates: Rates;
  readonly places: ChartPlaces;
  readonly own: ReadonlySet<string>;
}

const nothing: ReadonlyMap<string, EdgeLoad> = new Map();

function measure({ flows, rates, places, own }: Measured): ReadonlyMap<string, EdgeLoad> {
  return edgeLoads(flows.values(), rates, places.wires, own);
}

/**
 * One canvas over the chart, with marks along the wires that connections use. It is drawn without
 * React, and idle when it is hidden, when nothing flows, or when the user prefers reduced motion.
 *
 * @param props.own the host's addresses
 */
export function TrafficOverlay(props: {
  readonly places: ChartPlaces;
  readonly own: ReadonlySet<string>;
}) {
  const { places, own } = props;
  const [on, setOn] = useTrafficSwitch();
  // Do not cover the numbers of a traced packet.
  const traced = useShownHops() !== null;
  const want = useFlows((state) => state.want);
  const flows = useFlows((state) => state.flows);
  const rates = useFlows((state) => state.wires);
  useEffect(() => {
    want('chart', on);
    return () => {
      want('chart', false);
    };
  }, [want, on]);
  const measured = useThrottled(
    useMemo(() => ({ flows, rates, places, own }), [flows, rates, places, own]),
    measure,
  );
  const loads = on ? (measured ?? nothing) : nothing;
  return (
    <>
      <TrafficCanvas loads={traced ? nothing : loads} places={places} />
      <TrafficLegend on={on} quiet={loads.size === 0} onChange={setOn} />
    </>
  );
}

function TrafficCanvas(props: {
  readonly loads: ReadonlyMap<string, EdgeLoad>;
  readonly places: ChartPlaces;
}) {
  const { loads, places } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Keeps marks where they were when loads change. */
  const time = useRef(0);
  const chart = useStoreApi();
  const moving = useMotion() && loads.size > 0;
  useEffect(() => {
    const target = canvas.current;
    if (target === null) return;
    const draw = (): void => {
      const [x, y, zoom] = chart.getState().transform;
      drawTraffic(target, { loads, lines: places.lines }, { x, y, zoom }, time.current);
    };
    draw();
    if (!moving) return chart.subscribe(draw);
    let before = performance.now();
    let request = requestAnimationFrame(function next(now) {
      request = requestAnimationFrame(next);
      if (now - before < frame) return;
      time.current += Math.min(0.2, (now - before) / 1000);
      before = now;
      draw();
    });
    return () => {
      cancelAnimationFrame(request);
    };
  }, [loads, places, moving, chart]);
  return <canvas ref={canvas} className="traffic" data-moving={moving} aria-hidden />;
}
