import { type NodeProps } from '@xyflow/react';
import { ArrowRightLeft, Ban, CircleX, VenetianMask } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BridgeFlow } from '../flow-elements';
import { Ends } from './ends';

/** A bridge, as high as its group: the quay at which its containers lie. */
export function BridgeView({ data }: NodeProps<BridgeFlow>) {
  const { t } = useTranslation();
  const { bridge } = data.node;
  return (
    <div className="bridge" data-testid={`node-${bridge.name}`}>
      <Ends />
      <div className="bridge__name" title={bridge.name}>
        {bridge.name}
      </div>
      <div className="node-address mono" title={bridge.addresses.join('\n')}>
        {bridge.addresses[0] ?? t('chart.noAddress')}
      </div>
      <ul className="bridge__facts">
        {!bridge.up && (
          <li className="bridge__fact bridge__fact--bad">
            <CircleX size={13} aria-hidden />
            {t('chart.bridgeDown')}
          </li>
        )}
        {bridge.masquerade && (
          <li className="bridge__fact" title={t('chart.masqueradeHint')}>
            <VenetianMask size={13} aria-hidden />
            {t('chart.masquerade')}
          </li>
        )}
        <li
          className="bridge__fact"
          title={bridge.forwarded ? t('chart.forwardedHint') : t('chart.notForwardedHint')}
        >
          {bridge.forwarded ? (
            <ArrowRightLeft size={13} aria-hidden />
          ) : (
            <Ban size={13} aria-hidden />
          )}
          {bridge.forwarded ? t('chart.forwarded') : t('chart.notForwarded')}
        </li>
      </ul>
    </div>
  );
}
