import type { Flow, FlowChange } from '#shared/model/flow';

/** Flows by id. */
export type FlowTable = ReadonlyMap<string, Flow>;

export function flowTable(flows: readonly Flow[]): FlowTable {
  return new Map(flows.map((flow) => [flow.id, flow]));
}

/**
 * The table after changes. A change may be applied twice, as happens to those that overtake the answer to the
 * question that began it.
 */
export function patchFlows(table: FlowTable, changes: readonly FlowChange[]): FlowTable {
  if (changes.length === 0) return table;
  const patched = new Map(table);
  for (const { type, flow } of changes) {
    if (type === 'destroy') patched.delete(flow.id);
    else patched.set(flow.id, flow);
  }
  return patched;
}
