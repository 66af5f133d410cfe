import { Gauge } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '#shared/result/app-error';
import { useFlows } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';

/** Whether the kernel counts bytes. Changed only with the user's consent, after an explanation. */
export function AccountingSwitch() {
  const { t } = useTranslation();
  const status = useFlows((flows) => flows.status);
  const setAccounting = useFlows((flows) => flows.setAccounting);
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  if (status === null) return null;
  const { accounting } = status;
  const change = async (): Promise<void> => {
    const answer = await setAccounting(!accounting);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className={accounting ? 'button button--small button--on' : 'button button--small'}
      >
        <Gauge size={14} aria-hidden />
        {accounting ? t('flows.countOn') : t('flows.count')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="consent"
          aria-label={t('flows.count')}
          sideOffset={6}
          align="end"
        >
          <p>{t('flows.countWhy')}</p>
          {error !== null && <ErrorNotice error={error} />}
          <div className="consent__buttons">
            <Popover.Close className="button button--small">{t('flows.cancel')}</Popover.Close>
            <button
              type="button"
              className="button button--primary button--small"
              onClick={() => void change()}
            >
              {accounting ? t('flows.countEnd') : t('flows.countYes')}
            </button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
