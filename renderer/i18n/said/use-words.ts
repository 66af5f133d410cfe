import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { fill } from '#shared/messages/template';
import { toEnglish, isKnown, templateOf, valueTexts } from '#shared/messages/message';
import type { Worded, Message } from '#shared/messages/message';

/** Says words of the helper in the language of `t`; in English what this program has no words for. */
export function inWords(t: TFunction, wording: Message): string {
  if (!isKnown(wording)) return toEnglish(wording);
  const { key } = wording;
  // i18next would take a value such as "{{port}}" for a part of the template.
  const template = t(`said.${key}`, templateOf(key) ?? key, { skipInterpolation: true });
  return fill(
    template,
    valueTexts(wording, (value) => inWords(t, value)),
  );
}

/**
 * Gives a function that says a field of a record in the user's language: as it is where there are no words for it,
 * and empty where the field is absent.
 */
export function useWords(): <Field extends string>(
  record: Partial<Worded<NoInfer<Field>>>,
  field: Field,
) => string {
  const { t } = useTranslation();
  return (record, field) => {
    const wording = record.wordings?.[field];
    return wording !== undefined && isKnown(wording) ? inWords(t, wording) : (record[field] ?? '');
  };
}
