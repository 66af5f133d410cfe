import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zhHant } from './zh-hant';

export const languages = ['en', 'zh-Hant'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-Hant': '繁體中文',
};

/** The language that serves a BCP 47 tag best. */
export function languageFor(tag: string): Language {
  return /^zh\b/i.test(tag) ? 'zh-Hant' : 'en';
}

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
