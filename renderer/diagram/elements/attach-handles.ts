import { Position, type NodeHandle } from '@xyflow/react';
import type { Box } from '../layout/sizes';

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
