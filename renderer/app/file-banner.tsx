import { FileSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WorldState } from '#shared/contract/window';
import { useClient, useUi } from '../store/services';

/** Above the chart while it shows a snapshot from a file: of which machine, from when, and the way back. */
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
