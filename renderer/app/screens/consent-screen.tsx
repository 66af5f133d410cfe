import { Eye, HandHelping, ShieldCheck, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../store/services';
import { CommandList } from '../../ui/command-list';
import { Screen } from './screen';

/** Explains why root is needed, shows the exact command, and asks for consent. */
export function ConsentScreen({ command }: { readonly command: string }) {
  const { t } = useTranslation();
  const client = useClient();
  return (
    <Screen title={t('consent.title')} mark={<ShieldCheck size={44} aria-hidden />}>
      <p>{t('consent.why')}</p>
      <ul className="promises">
        <li>
          <Eye size={17} aria-hidden />
          {t('consent.does')}
        </li>
        <li>
          <HandHelping size={17} aria-hidden />
          {t('consent.changes')}
        </li>
        <li>
          <Undo2 size={17} aria-hidden />
          {t('consent.leaves')}
        </li>
      </ul>
      <section className="screen__part" aria-label={t('consent.command')}>
        <h2>{t('consent.command')}</h2>
        <CommandList commands={[command]} />
      </section>
      <div className="screen__actions">
        <button
          type="button"
          className="button"
          onClick={() => void client.chooseWorld({ world: 'lab' })}
        >
          {t('world.backToLab')}
        </button>
        <button
          type="button"
          className="button button--primary"
          onClick={() => void client.chooseWorld({ world: 'computer', consent: true })}
        >
          {t('consent.continue')}
        </button>
      </div>
    </Screen>
  );
}
