import { useTranslation } from 'react-i18next';
import type { Bridge } from '#shared/model/snapshot';
import { Mean } from '../../ui/mean';

/** What becomes of the traffic of a bridge's network. */
export function BridgeTraffic({ bridge }: { readonly bridge: Bridge }) {
  const { t } = useTranslation();
  const { masquerade, forwarded } = bridge;
  return (
    <ul className="means">
      <Mean
        on={masquerade}
        name={t('chart.masquerade')}
        words={masquerade ? t('chart.masqueradeHint') : t('bridge.notMasqueradedHint')}
      />
      <Mean
        on={forwarded}
        name={forwarded ? t('chart.forwarded') : t('chart.notForwarded')}
        words={forwarded ? t('chart.forwardedHint') : t('chart.notForwardedHint')}
      />
      {bridge.vlanFiltering === true && (
        <Mean on name={t('bridge.vlans')} words={t('bridge.vlansHint')} />
      )}
    </ul>
  );
}
