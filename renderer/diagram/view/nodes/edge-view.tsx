import { type NodeProps } from '@xyflow/react';
import { Anchor } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HostEdgeElement } from '../../elements/chart-model';
import { Ends } from './ends';
import { PublicationRow } from './publication-row';
import { ForeignText } from '../../../ui/foreign-text';
import { foreignText } from '../../../i18n/foreign-text';

/** The host's edge, with a row for every publication. */
export function EdgeView({ data }: NodeProps<HostEdgeElement>) {
  const { t } = useTranslation();
  const { hostname, publications, ipForward, forwardPolicy } = data.node;
  return (
    <div className="edge" data-testid="host-edge">
      <Ends />
      <div className="edge__head">
        <Anchor size={18} aria-hidden />
        <div className="edge__title">
          <div className="edge__host" title={foreignText(hostname)}>
            <ForeignText text={hostname} />
          </div>
          <div className="edge__hint">{t('chart.edge')}</div>
        </div>
      </div>
      {publications.length === 0 && (
        <div className="edge__empty">
          <p>{t('chart.nothingPublished')}</p>
          <p>{t('chart.nothingPublishedHint')}</p>
        </div>
      )}
      {publications.map((publication) => (
        <PublicationRow
          key={publication.id}
          publication={publication}
          centre={data.rows[publication.id] ?? 0}
        />
      ))}
      <div className="edge__foot">
        <span>{ipForward ? t('chart.forwardOn') : t('chart.forwardOff')}</span>
        <span>{t('chart.policy', { policy: forwardPolicy })}</span>
      </div>
    </div>
  );
}
