import { useTranslation } from 'react-i18next';
import { WindRose } from '../../../ui/wind-rose';
import { Ends } from './ends';

/** Everything beyond the uplinks, drawn as the chart's wind rose. */
export function OutsideView() {
  const { t } = useTranslation();
  return (
    <div className="outside" data-testid="outside">
      <Ends />
      <WindRose size={68} />
      <div className="outside__name">{t('chart.outside')}</div>
      <div className="outside__hint">{t('chart.outsideHint')}</div>
    </div>
  );
}
