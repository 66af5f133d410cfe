import type { FlowChanges } from './flow-session';

/** Makes one telling of two that follow one another. */
export function joinChanges(first: FlowChanges, second: FlowChanges): FlowChanges {
  const { status, wires = first.wires, publications = first.publications } = second;
  return {
    type: 'changes',
    changes: [...first.changes, ...second.changes],
    omitted: first.omitted + second.omitted,
    status,
    ...(wires === undefined ? {} : { wires }),
    ...(publications === undefined ? {} : { publications }),
  };
}
