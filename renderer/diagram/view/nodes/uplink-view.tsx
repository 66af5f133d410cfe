import { type NodeProps } from '@xyflow/react';
import { EthernetPort } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { linkKind, linkWords } from '../../../ui/link-words';
import type { UplinkElement } from '../../elements/chart-model';
import { Ends } from './ends';
import { ForeignText } from '../../../ui/foreign-text';
import { foreignText } from '../../../i18n/foreign-text';

/** An interface that connects the host to the outside. */
export function UplinkView({ data }: NodeProps<UplinkElement>) {
  const { t } = useTranslation();
  const { iface } = data.node;
  const kind = linkKind(iface);
  const words = linkWords(iface);
  return (
    <div className="uplink" data-testid={`uplink-${iface.name}`}>
      <Ends />
      <div className="uplink__head">
        <EthernetPort size={15} aria-hidden />
        <span className="uplink__name" title={foreignText(iface.name)}>
          <ForeignText text={iface.name} />
        </span>
        <span className="uplink__kind" title={words === null ? undefined : foreignText(words)}>
          <ForeignText text={iface.uplink ? t('chart.uplink') : (kind ?? t('chart.external'))} />
        </span>
      </div>
      <div className="node-address mono" title={iface.addresses.map(foreignText).join('\n')}>
        <ForeignText text={iface.addresses[0] ?? t('chart.noAddress')} />
      </div>
    </div>
  );
}
