import { type NodeProps } from '@xyflow/react';
import { ArrowRightLeft, Ban, CircleX, VenetianMask, type LucideIcon } from 'lucide-react';
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
      <div className="bridge__label">
        <div className="bridge__head">
          <span className="bridge__name" title={bridge.name}>
            {bridge.name}
          </span>
          {!bridge.up && <Fact icon={CircleX} bad name={t('chart.bridgeDown')} />}
          {bridge.masquerade && (
            <Fact
              icon={VenetianMask}
              name={t('chart.masquerade')}
              hint={t('chart.masqueradeHint')}
            />
          )}
          {bridge.forwarded ? (
            <Fact
              icon={ArrowRightLeft}
              name={t('chart.forwarded')}
              hint={t('chart.forwardedHint')}
            />
          ) : (
            <Fact icon={Ban} name={t('chart.notForwarded')} hint={t('chart.notForwardedHint')} />
          )}
        </div>
        <div className="node-address mono" title={bridge.addresses.join('\n')}>
          {bridge.addresses[0] ?? t('chart.noAddress')}
        </div>
      </div>
      <div className="bridge__rail" />
    </div>
  );
}

/** A property as a sign; its words are in the tooltip and for screen readers. */
function Fact(props: {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly hint?: string;
  readonly bad?: boolean;
}) {
  const Icon = props.icon;
  const words = props.hint === undefined ? props.name : `${props.name}: ${props.hint}`;
  return (
    <span className={props.bad === true ? 'sign sign--bad' : 'sign'} title={words}>
      <Icon size={14} aria-hidden />
      <span className="sr-only">{props.name}</span>
    </span>
  );
}
