import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '#shared/model/language';
import { en } from './en/en';
import { zhHant } from './zh-hant/zh-hant';

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-Hant': '繁體中文',
};

/** Makes the translations ready, and keeps the document's `lang` in step with the language. */
export async function startI18n(language: Language): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-Hant': { translation: zhHant } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  });
  document.documentElement.lang = language;
  i18next.on('languageChanged', (chosen) => {
    document.documentElement.lang = chosen;
  });
  return i18next;
}
