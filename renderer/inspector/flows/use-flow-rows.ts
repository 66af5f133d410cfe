import { useMemo } from 'react';
import type { FlowMap } from '../../store/inspect/flow-map';
import type { FlowFilter, FlowSort } from '../../store/inspect/flow-view';
import { useFlows } from '../../store/services';
import { useThrottled } from '../../store/use-throttled';
import { filterRows, statesOf } from './flow-filter';
import { flowRows, type FlowRow } from './flow-rows';
import { sortRows } from './flow-sort';

export interface ShownFlows {
  readonly rows: readonly FlowRow[];
  /** Number of connections without the filter. */
  readonly total: number;
  readonly states: readonly string[];
}

interface FlowsInput {
  readonly flows: FlowMap;
  readonly filter: FlowFilter;
  readonly sort: FlowSort;
}

function visibleFlows({ flows, filter, sort }: FlowsInput): ShownFlows {
  const all = flowRows(flows);
  return {
    rows: sortRows(filterRows(all, filter), sort),
    total: all.length,
    states: statesOf(all),
  };
}

/** Returns the filtered rows in order; null until they are first computed. */
export function useFlowRows(): ShownFlows | null {
  const flows = useFlows((state) => state.flows);
  const { filter, sort } = useFlows((state) => state.view);
  return useThrottled(
    useMemo(() => ({ flows, filter, sort }), [flows, filter, sort]),
    visibleFlows,
  );
}
