import { useTranslation } from 'react-i18next';
import { WindRose } from '../ui/wind-rose';
import { languageSchema, type Language } from '#shared/model/language';
import { languageNames } from '../i18n/i18n';
import { rememberLanguage } from '../i18n/remembered-language';
import { useClient, useUi, useWorld } from '../store/services';
import { Segments } from '../ui/segments';
import { SnapshotButtons } from './snapshot-buttons';

/** The logo, the switch between worlds, and the language. */
export function TopBar() {
  const { t } = useTranslation();
  return (
    <header className="top-bar">
      <div className="brand">
        <WindRose size={30} />
        <span>{t('app.name')}</span>
      </div>
      <WorldSwitch />
      <SnapshotButtons />
      <LanguageSwitch />
    </header>
  );
}

function WorldSwitch() {
  const { t } = useTranslation();
  const client = useClient();
  const state = useWorld((mirror) => mirror.state);
  const select = useUi((ui) => ui.select);
  return (
    <Segments
      label={t('world.label')}
      value={state.phase === 'file' ? 'file' : state.world}
      segments={[
        { value: 'lab', label: t('world.lab') },
        { value: 'computer', label: t('world.computer') },
      ]}
      onChoose={(chosen) => {
        select({ kind: 'none' });
        void client.chooseWorld({ world: chosen });
      }}
    />
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const languages = languageSchema.options;
  const change = (language: Language): void => {
    rememberLanguage(language);
    void client.setLanguage({ language });
    void i18n.changeLanguage(language);
  };
  return (
    <Segments
      label={t('app.language')}
      value={languages.find((language) => language === i18n.language) ?? 'en'}
      segments={languages.map((value) => ({ value, label: languageNames[value] }))}
      onChoose={change}
    />
  );
}
