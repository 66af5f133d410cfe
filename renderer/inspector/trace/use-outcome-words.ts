import { useTranslation } from 'react-i18next';
import type { Endpoint } from '#shared/model/snapshot';
import { assertNever } from '#shared/result/result';
import type { Outcome } from '../../store/inspect/trace-outcome';

/** Gives functions that name a namespace, and say in one sentence how a packet's way ends. */
export function useOutcomeWords(endpoints: readonly Endpoint[]): {
  readonly namespaceName: (namespace: string) => string;
  readonly outcomeWords: (outcome: Outcome) => string;
} {
  const { t } = useTranslation();
  const namespaceName = (namespace: string): string =>
    namespace === 'host'
      ? t('trace.here')
      : (endpoints.find(({ id }) => id === namespace)?.name ?? namespace);
  const outcomeWords = (outcome: Outcome): string => {
    switch (outcome.kind) {
      case 'dropped': {
        const { chain, kind, owner } = outcome.hop;
        return kind === 'policy'
          ? t('trace.outcome.droppedPolicy', { chain })
          : t('trace.outcome.dropped', { chain, owner: t(`ruleOf.${owner}`) });
      }
      case 'delivered':
        return t('trace.outcome.delivered', { name: namespaceName(outcome.namespace) });
      case 'left':
        return t('trace.outcome.left', { name: outcome.oif });
      case 'unfinished':
        return t('trace.outcome.unfinished');
      default:
        return assertNever(outcome);
    }
  };
  return { namespaceName, outcomeWords };
}
