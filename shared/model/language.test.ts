import { expect, it } from 'vitest';
import { languageFor } from './language';

it.each([
  ['zh-TW', 'zh-Hant'],
  ['zh', 'zh-Hant'],
  ['en-GB', 'en'],
  ['de', 'en'],
])('%s selects %s', (tag, language) => {
  expect(languageFor(tag)).toBe(language);
});
