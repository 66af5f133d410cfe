import { Position, type NodeHandle } from '@xyflow/react';
import type { Box } from '../layout/sizes';

/** Ids of the two handles between which an attachment is drawn. */
export const handleIds = { pull: 'pull', dock: 'dock' } as const;

/**
 * Diameter of the ring on a container's card, and the distance of its centre from the card's top.
 */
export const ring = { size: 16, middle: 26 } as const;

/** The handle on a container's ring, at the end of its first wire. */
export const pullHandle: NodeHandle = {
  id: handleIds.pull,
  type: 'source',
  position: Position.Left,
  x: -ring.size / 2,
  y: ring.middle - ring.size / 2,
  width: ring.size,
  height: ring.size,
};

/** The whole bridge accepts a drop. */
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
