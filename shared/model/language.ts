import { z } from 'zod';

/** The languages of the window and of its menu, as BCP 47 tags. */
export const languageSchema = z.enum(['en', 'zh-Hant']);
export type Language = z.infer<typeof languageSchema>;

/** The language that fits a BCP 47 tag best. */
export function languageFor(tag: string): Language {
  return /^zh\b/i.test(tag) ? 'zh-Hant' : 'en';
}
