import { languageFor, languages, type Language } from './i18n';

const key = 'portolan.language';

/** The language that the user chose before, else the one that fits the system's. */
export function startLanguage(systemTag: string): Language {
  const chosen = localStorage.getItem(key);
  return languages.find((language) => language === chosen) ?? languageFor(systemTag);
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
