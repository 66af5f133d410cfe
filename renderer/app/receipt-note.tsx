import { CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../store/services';
import { useActionWords } from '../ui/use-action-words';

/** How long the note is shown, in milliseconds. The commands remain in the inspector. */
const visibleTime = 10_000;

/** Shows the last action for a while, with a link to the commands that were run. */
export function ReceiptNote() {
  const { t } = useTranslation();
  const words = useActionWords();
  const receipt = useUi(({ receipts, receiptShown }) => (receiptShown ? receipts[0] : undefined));
  const hide = useUi((ui) => ui.hideReceipt);
  const showTab = useUi((ui) => ui.showTab);
  useEffect(() => {
    if (receipt === undefined) return;
    const timer = setTimeout(hide, visibleTime);
    return () => {
      clearTimeout(timer);
    };
  }, [receipt, hide]);
  return (
    <div className="receipt-place" aria-live="polite">
      {receipt !== undefined && (
        <div className="receipt">
          <CircleCheck size={17} aria-hidden />
          <span>{words(receipt.action)}</span>
          {receipt.commands.length > 0 && (
            <button
              type="button"
              className="link-button"
              onClick={() => {
                showTab('commands');
                hide();
              }}
            >
              {t('receipt.show')}
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={t('receipt.close')}
            title={t('receipt.close')}
            onClick={hide}
          >
            <X size={16} aria-hidden />
          </button>
        </div>
      )}
    </div>
  );
}
