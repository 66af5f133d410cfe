import { Handle, Position, useConnection, type NodeProps } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../../../store/services';
import { handleIds } from '../../elements/attach-handles';
import type { BridgeElement } from '../../elements/chart-model';
import { BridgeBadges } from './bridge-badges';
import { Ends } from './ends';
import { ForeignText } from '../../../ui/foreign-text';
import { foreignText } from '../../../i18n/foreign-text';

/**
 * A bridge, as high as its group, with its containers to the right. Containers can be dropped on
 * it.
 */
export function BridgeView({ data }: NodeProps<BridgeElement>) {
  const { t } = useTranslation();
  const { bridge } = data.node;
  const { name, addresses, origin } = bridge;
  const select = useUi((ui) => ui.select);
  const selected = useUi(({ selection }) => selection.kind === 'bridge' && selection.name === name);
  const joining = useConnection(({ inProgress }) => inProgress);
  const reception = !joining ? '' : origin === 'portolan' ? ' bridge--open' : ' bridge--closed';
  return (
    <div
      className={`bridge${selected ? ' bridge--selected' : ''}${reception}`}
      data-testid={`node-${name}`}
    >
      <Ends />
      <button
        type="button"
        className="bridge__label"
        aria-label={t('chart.details', { name })}
        aria-pressed={selected}
        onClick={() => {
          select({ kind: 'bridge', name });
        }}
      >
        <span className="bridge__head">
          <span className="bridge__name" title={foreignText(name)}>
            <ForeignText text={name} />
          </span>
          <BridgeBadges node={data.node} />
        </span>
        <span className="node-address mono" title={addresses.map(foreignText).join('\n')}>
          <ForeignText text={addresses[0] ?? t('chart.noAddress')} />
        </span>
      </button>
      <div className="bridge__rail" />
      <Handle
        type="target"
        id={handleIds.dock}
        position={Position.Right}
        className="dock"
        isConnectableStart={false}
      />
    </div>
  );
}
