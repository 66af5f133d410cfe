import { Position, type Connection, type NodeHandle } from '@xyflow/react';
import type { Bridge, Endpoint } from '#shared/model/snapshot';
import type { Box } from '../layout/sizes';
import type { FlowNode } from './flow-elements';

/** The names of the two handles between which an attachment is drawn. */
export const handleIds = { pull: 'pull', dock: 'dock' } as const;

/** The diameter of the ring on a container's card, and how far its middle is from the card's top. */
export const ring = { size: 16, middle: 26 } as const;

/** Where a container's ring is: at the end of its first wire. */
export const pullHandle: NodeHandle = {
  id: handleIds.pull,
  type: 'source',
  position: Position.Left,
  x: -ring.size / 2,
  y: ring.middle - ring.size / 2,
  width: ring.size,
  height: ring.size,
};

/** All of a bridge can be dropped on. */
export function dockHandle({ width, height }: Box): NodeHandle {
  return {
    id: handleIds.dock,
    type: 'target',
    position: Position.Right,
    x: 0,
    y: 0,
    width,
    height,
  };
}

/** What a line that is drawn by hand would join: an endpoint and a bridge; null for anything else. */
export function joinOf(
  { source, target }: Pick<Connection, 'source' | 'target'>,
  nodes: readonly FlowNode[],
): { readonly endpoint: Endpoint; readonly bridge: Bridge } | null {
  const from = nodes.find(({ id }) => id === source);
  const to = nodes.find(({ id }) => id === target);
  return from?.type === 'endpoint' && to?.type === 'bridge'
    ? { endpoint: from.data.node.endpoint, bridge: to.data.node.bridge }
    : null;
}
