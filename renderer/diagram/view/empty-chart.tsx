import { useTranslation } from 'react-i18next';
import type { World } from '#shared/model/status';

/** What to do when there is nothing to publish. */
export function EmptyChart({ world }: { readonly world: World }) {
  const { t } = useTranslation();
  return (
    <div className="empty-chart" role="status">
      <h2>{t('chart.noContainers')}</h2>
      <p>{world === 'lab' ? t('chart.noContainersLab') : t('chart.noContainersComputer')}</p>
    </div>
  );
}
