import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../store/services';
import { ErrorNotice } from '../ui/error-notice';

/** A failure that belongs to no dialog or panel, until it is closed. */
export function NoticeBar() {
  const { t } = useTranslation();
  const notice = useUi((ui) => ui.notice);
  const showNotice = useUi((ui) => ui.showNotice);
  return (
    <div className="notice-bar">
      {notice !== null && (
        <>
          <ErrorNotice error={notice} />
          <button
            type="button"
            className="icon-button"
            aria-label={t('receipt.close')}
            title={t('receipt.close')}
            onClick={() => {
              showNotice(null);
            }}
          >
            <X size={16} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}
