import { type NodeProps } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { useReadOnly } from '../../../store/services';
import type { GroundElement } from '../../elements/chart-model';

/** The area of a bridge and its containers, or of the endpoints on no bridge. */
export function GroundView({ data }: NodeProps<GroundElement>) {
  const { t } = useTranslation();
  const apart = data.bridge === null;
  const readOnly = useReadOnly();
  return (
    <div className={apart ? 'group group--apart' : 'group'}>
      {apart && <div className="group__name">{t('chart.notOnBridge')}</div>}
      {data.invites && !readOnly && (
        <div className="group__invitation">{t('attach.invitation')}</div>
      )}
    </div>
  );
}
