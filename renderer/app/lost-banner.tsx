import { LoaderCircle, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WorldState } from '#shared/contract/window';
import { useText } from '../i18n/use-text';
import { useClient } from '../store/services';

/** Above the chart while the helper that feeds it is away. */
export function LostBanner({ state }: { readonly state: WorldState }) {
  const { t } = useTranslation();
  const client = useClient();
  const text = useText();
  if (state.phase === 'connecting') {
    return (
      <div className="banner" role="status">
        <LoaderCircle size={17} aria-hidden className="spin" />
        <span>{t('world.reconnecting')}</span>
      </div>
    );
  }
  if (state.phase !== 'failed') return null;
  return (
    <div className="banner banner--bad" role="alert">
      <Unplug size={17} aria-hidden />
      <span>
        {t('world.lost')} <span className="banner__why">{text(state.error.message)}</span>
      </span>
      <button
        type="button"
        className="button button--small"
        onClick={() => void client.chooseWorld({ world: state.world })}
      >
        {t('world.retry')}
      </button>
    </div>
  );
}
