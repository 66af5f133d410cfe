import { languageFor, languageSchema, type Language } from '#shared/model/language';

const key = 'portolan.language';

/** The language that the user chose before, else the one that fits the system's. */
export function startLanguage(systemTag: string): Language {
  const chosen = languageSchema.safeParse(localStorage.getItem(key));
  return chosen.data ?? languageFor(systemTag);
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
