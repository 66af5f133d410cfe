import { messagesEn } from '#shared/messages/en/en';
import { placeholdersOf } from '#shared/messages/template';
import type { Message } from '#shared/messages/message';

/** Every sentence of a group, or of all, with a value in each place that is no word of any language. */
export function sampleMessages(only?: keyof typeof messagesEn): readonly Message[] {
  return Object.entries(messagesEn)
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

/** Three words of English one after the other, which no name and no term of the field is. */
export const englishWords = /[a-z]{2,}[,:]?( [a-z]{2,}[,:]?){2,}/;
