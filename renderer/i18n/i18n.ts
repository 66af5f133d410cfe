import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '#shared/model/language';
import { fill, placeholdersOf } from '#shared/messages/template';
import { en } from './en/en';
import { foreignText } from './foreign-text';
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
    showSupportNotice: false,
  });
  const services: { interpolator: unknown } = i18next.services;
  Object.assign(services.interpolator as object, { interpolate });
  document.documentElement.lang = language;
  i18next.on('languageChanged', (chosen) => {
    document.documentElement.lang = chosen;
  });
  return i18next;
}

/**
 * Puts values into a template in place of i18next's own function, which takes `{{name}}` in a value
 * for a part of the template. Most values come from outside.
 */
function interpolate(template: string, values: Readonly<Record<string, unknown>>): string {
  const shown = placeholdersOf(template).map((name) => [
    name,
    Object.hasOwn(values, name) ? foreignText(String(values[name])) : '',
  ]);
  return fill(template, Object.fromEntries(shown) as Record<string, string>);
}
