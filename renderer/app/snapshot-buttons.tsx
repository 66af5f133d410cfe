import { FileSearch, Save } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useClient, useReadOnly, useUi, useWorld } from '../store/services';

/** Opens a snapshot from a file, or saves the current one. */
export function SnapshotButtons() {
  const { t } = useTranslation();
  const client = useClient();
  const { showNotice, noteDone, select } = useUi((ui) => ui);
  const readOnly = useReadOnly();
  const hasSnapshot = useWorld(({ snapshot }) => snapshot !== null);
  const open = async (): Promise<void> => {
    showNotice(null);
    const opened = await client.openSnapshot({});
    if (!opened.ok) showNotice(opened.error);
    else if (opened.value.done) select({ kind: 'none' });
  };
  const save = async (): Promise<void> => {
    showNotice(null);
    const saved = await client.saveSnapshot({});
    if (!saved.ok) showNotice(saved.error);
    else if (saved.value.done) noteDone({ action: { kind: 'saved' }, commands: [] });
  };
  return (
    <div className="top-bar__tools" role="group" aria-label={t('snapshot.menu')}>
      <button
        type="button"
        className="icon-button"
        aria-label={t('snapshot.open')}
        title={t('snapshot.open')}
        onClick={() => void open()}
      >
        <FileSearch size={18} aria-hidden />
      </button>
      {hasSnapshot && !readOnly && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('snapshot.save')}
          title={t('snapshot.save')}
          onClick={() => void save()}
        >
          <Save size={18} aria-hidden />
        </button>
      )}
    </div>
  );
}
