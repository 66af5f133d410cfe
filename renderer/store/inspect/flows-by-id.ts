import type { Flow, FlowChange } from '#shared/model/flow';

/** Flows by id. */
export type FlowsById = ReadonlyMap<string, Flow>;

export function flowsById(flows: readonly Flow[]): FlowsById {
  return new Map(flows.map((flow) => [flow.id, flow]));
}

/**
 * Applies changes to a table. Idempotent, because changes may arrive before the answer that already
 * includes them.
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
