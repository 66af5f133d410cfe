import type { Flow, FlowChange } from '#shared/model/flow';

/** Flows by id. */
export type FlowsById = ReadonlyMap<string, Flow>;

export function flowsById(flows: readonly Flow[]): FlowsById {
  return new Map(flows.map((flow) => [flow.id, flow]));
}

/**
 * The table after changes. A change may be applied twice, as happens to those that overtake the answer to the
 * question that began it.
 */
export function patchFlows(table: FlowsById, changes: readonly FlowChange[]): FlowsById {
  if (changes.length === 0) return table;
  const patched = new Map(table);
  for (const { type, flow } of changes) {
    if (type === 'destroy') patched.delete(flow.id);
    else patched.set(flow.id, flow);
  }
  return patched;
}
