import type { Flow, FlowChange } from '#shared/model/flow';

/** Flows by id. */
export type FlowMap = ReadonlyMap<string, Flow>;

export function flowMap(flows: readonly Flow[]): FlowMap {
  return new Map(flows.map((flow) => [flow.id, flow]));
}

/**
 * Applies changes to a table. Idempotent, because changes may arrive before the answer that already
 * includes them.
 */
export function patchFlows(table: FlowMap, changes: readonly FlowChange[]): FlowMap {
  if (changes.length === 0) return table;
  const patched = new Map(table);
  for (const { type, flow } of changes) {
    if (type === 'destroy') patched.delete(flow.id);
    else patched.set(flow.id, flow);
  }
  return patched;
}
