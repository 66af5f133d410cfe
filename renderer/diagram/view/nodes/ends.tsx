import { Handle, Position } from '@xyflow/react';

/** Where lines are tied to a node. Invisible, because the layout draws the lines. */
export function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Left} className="end" isConnectable={false} />
      <Handle type="source" position={Position.Right} className="end" isConnectable={false} />
    </>
  );
}
