import { FileSearch, LoaderCircle, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WorldState } from '#shared/contract/window';
import { useClient, useUi } from '../store/services';
import { useText } from '../i18n/use-text';

/** Banner above the chart while it shows a snapshot from a file: host, date, and a button back. */
export function FileBanner(props: {
  readonly state: Extract<WorldState, { phase: 'file' }>;
  readonly hostname: string;
}) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const select = useUi((ui) => ui.select);
  const { file, savedAt, world } = props.state;
  const date = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(savedAt));
  return (
    <div className="banner banner--file" role="status">
      <FileSearch size={17} aria-hidden />
      <span>
        <b>{t('snapshot.banner', { host: props.hostname, date })}</b>{' '}
        <span className="banner__why">{t('snapshot.file', { file })}</span>
      </span>
      <button
        type="button"
        className="button button--small"
        onClick={() => {
          select({ kind: 'none' });
          void client.chooseWorld({ world });
        }}
      >
        {t('snapshot.back')}
      </button>
    </div>
  );
}

/** Banner above the chart while its helper is unreachable. */
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
