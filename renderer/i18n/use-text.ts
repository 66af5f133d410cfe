import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { isKnown, renderText, templateOf, type Text } from '#shared/messages/message';
import { foreignText } from './foreign-text';

/**
 * Renders a text in the language of `t`; in English what this version has no translation for. What
 * comes from outside is made visible.
 */
export function translated(t: TFunction, text: Text): string {
  const template =
    typeof text === 'string' || isKnown(text)
      ? (key: string) => t(`messages.${key}`, templateOf(key) ?? key, { skipInterpolation: true })
      : templateOf;
  return renderText(text, template, foreignText);
}

/** Returns a function that renders a text in the user's language; an absent one is empty. */
export function useText(): (text: Text | undefined) => string {
  const { t } = useTranslation();
  return (text) => (text === undefined ? '' : translated(t, text));
}
