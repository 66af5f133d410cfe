import { LifeBuoy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { World } from '#shared/model/status';
import type { AppError } from '#shared/result/app-error';
import { useClient } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';
import { Screen } from './screen';

/** Shown when the helper could not be reached at all. */
export function FailedScreen(props: { readonly world: World; readonly error: AppError }) {
  const { t } = useTranslation();
  const client = useClient();
  const { world } = props;
  return (
    <Screen title={t('world.failedTitle')} mark={<LifeBuoy size={44} aria-hidden />}>
      <ErrorNotice error={props.error} />
      <div className="screen__actions">
        {world !== 'lab' && (
          <button
            type="button"
            className="button"
            onClick={() => void client.chooseWorld({ world: 'lab' })}
          >
            {t('world.backToLab')}
          </button>
        )}
        <button
          type="button"
          className="button button--primary"
          onClick={() => void client.chooseWorld({ world })}
        >
          {t('world.retry')}
        </button>
      </div>
    </Screen>
  );
}
