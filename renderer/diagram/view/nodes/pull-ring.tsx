import { Handle, Position } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { useReadOnly, useUi } from '../../../store/services';
import { handleIds, ring } from '../../elements/attach-handles';

/**
 * The ring at a container's card, from which a wire is drawn to a bridge; a click asks for the bridge instead. The
 * keyboard's way is the button in the container's panel, so it is no stop of its own.
 */
export function PullRing(props: { readonly endpointId: string; readonly name: string }) {
  const { t } = useTranslation();
  const readOnly = useReadOnly();
  const openAttach = useUi((ui) => ui.openAttach);
  return (
    <Handle
      type="source"
      id={handleIds.pull}
      position={Position.Left}
      className={readOnly ? 'end' : 'pull'}
      style={{ top: ring.middle, width: ring.size, height: ring.size }}
      isConnectable={!readOnly}
      title={t('attach.pull', { name: props.name })}
      data-testid={`attach-${props.name}`}
      onClick={() => {
        openAttach({ endpointId: props.endpointId, bridge: null });
      }}
    />
  );
}
