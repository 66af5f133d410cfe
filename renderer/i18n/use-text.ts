import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { isKnown, renderText, templateOf, toEnglish, type Text } from '#shared/messages/message';

/** Renders a text in the language of `t`; in English what this version has no translation for. */
export function translated(t: TFunction, text: Text): string {
  if (typeof text === 'string') return text;
  if (!isKnown(text)) return toEnglish(text);
  return renderText(text, (key) =>
    // i18next would take a value such as "{{port}}" for a part of the template.
    t(`messages.${key}`, templateOf(key) ?? key, { skipInterpolation: true }),
  );
}

/** Returns a function that renders a text in the user's language; an absent one is empty. */
export function useText(): (text: Text | undefined) => string {
  const { t } = useTranslation();
  return (text) => (text === undefined ? '' : translated(t, text));
}
