import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '#shared/result/app-error';
import { useClient } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';

type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'refused'; readonly error: AppError };

/** Takes a publication away. That it is gone is told by the snapshot, so success needs no word. */
export function UnpublishButton({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [progress, setProgress] = useState<Progress>({ kind: 'idle' });
  const unpublish = async (): Promise<void> => {
    setProgress({ kind: 'running' });
    const removed = await client.unpublish({ selectors: [id] });
    setProgress(removed.ok ? { kind: 'idle' } : { kind: 'refused', error: removed.error });
  };
  return (
    <>
      <button
        type="button"
        className="button button--danger"
        disabled={progress.kind === 'running'}
        onClick={() => void unpublish()}
      >
        {progress.kind === 'running' ? t('publication.unpublishing') : t('publication.unpublish')}
      </button>
      {progress.kind === 'refused' && <ErrorNotice error={progress.error} />}
    </>
  );
}
