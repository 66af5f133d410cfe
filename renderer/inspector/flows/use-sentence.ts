import { useTranslation } from 'react-i18next';
import { assertNever } from '#shared/result/result';
import type { Sentence } from './flow-words';

/** Gives a function that says a sentence in the user's language. */
export function useSentence(): (sentence: Sentence) => string {
  const { t } = useTranslation();
  return (sentence) => {
    switch (sentence.key) {
      case 'asked':
        return t('flows.words.asked', sentence.values);
      case 'dnatPublication':
        return t('flows.words.dnatPublication', sentence.values);
      case 'dnatRule':
        return t('flows.words.dnatRule', sentence.values);
      case 'dnatRulePublication':
        return t('flows.words.dnatRulePublication', sentence.values);
      case 'dnat':
      case 'plain':
      case 'proxy':
        return t(`flows.words.${sentence.key}`, sentence.values);
      case 'snat':
        return t('flows.words.snat', sentence.values);
      case 'unanswered':
        return t('flows.words.unanswered');
      default:
        return assertNever(sentence);
    }
  };
}
