import { english } from '#shared/wording/english/english';
import { placeholdersOf } from '#shared/wording/template';
import type { Wording } from '#shared/wording/wording';

/** Returns every sentence of a group, or of all, with values that are no words of any language. */
export function sampleWordings(only?: keyof typeof english): readonly Wording[] {
  return Object.entries(english)
    .filter(([group]) => only === undefined || group === only)
    .flatMap(([group, texts]) =>
      Object.entries<string>(texts).map(([name, template]) => ({
        key: `${group}.${name}`,
        values: Object.fromEntries(
          placeholdersOf(template).map((place, index) => [place, `x${String(index)}`]),
        ),
      })),
    );
}

/** Three consecutive English words, which no name and no technical term contains. */
export const englishWords = /[a-z]{2,}[,:]?( [a-z]{2,}[,:]?){2,}/;
