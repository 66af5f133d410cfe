import { messagesEn } from '#shared/messages/en/en';
import { placeholdersOf } from '#shared/messages/template';
import type { Message } from '#shared/messages/message';

/** Returns every sentence of a group, or of all, with values that are no words of any language. */
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

/** Three consecutive English words, which no name and no technical term contains. */
export const englishWords = /[a-z]{2,}[,:]?( [a-z]{2,}[,:]?){2,}/;
