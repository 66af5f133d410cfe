import { placeholdersOf } from '#shared/wording/template';
import { templateOf, wordingKeys, type Wording } from '#shared/wording/wording';

/** Every sentence of some groups, or of all, with a value in each place that is no word of any language. */
export function sampleWordings(...groups: readonly string[]): readonly Wording[] {
  return wordingKeys
    .filter((key) => groups.length === 0 || groups.includes(key.split('.')[0] ?? ''))
    .map((key) => ({
      key,
      values: Object.fromEntries(
        placeholdersOf(templateOf(key) ?? '').map((name, index) => [name, `x${String(index)}`]),
      ),
    }));
}

/** Three words of English one after the other, which no name and no term of the field is. */
export const englishWords = /[a-z]{2,}[,:]?( [a-z]{2,}[,:]?){2,}/;
