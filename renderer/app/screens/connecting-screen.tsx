import { useTranslation } from 'react-i18next';
import type { World } from '#shared/model/status';
import { WindRose } from '../../ui/wind-rose';
import { Screen } from './screen';

/** Shown while the helper starts and until its first snapshot arrives. */
export function ConnectingScreen({ world }: { readonly world: World }) {
  const { t } = useTranslation();
  return (
    <Screen
      title={world === 'lab' ? t('world.connectingLab') : t('world.connectingComputer')}
      mark={
        <span className="screen__turning">
          <WindRose size={64} />
        </span>
      }
    >
      <p role="status">{t('world.connectingHint')}</p>
    </Screen>
  );
}
