import { useTranslation } from 'react-i18next';
import { assertNever } from '#shared/result/result';
import type { Deed } from '../store/ui-store';

/** Gives a function that says in the user's language what was done. */
export function useDeedWords(): (deed: Deed) => string {
  const { t } = useTranslation();
  return (deed) => {
    switch (deed.kind) {
      case 'published':
        return t('receipt.published', deed);
      case 'unpublished':
        return t('receipt.unpublished', deed);
      case 'bridgeCreated':
        return t('receipt.bridgeCreated', deed);
      case 'bridgeDeleted':
        return t('receipt.bridgeDeleted', deed);
      case 'attached':
        return t('receipt.attached', deed);
      case 'detached':
        return t('receipt.detached', deed);
      case 'saved':
        return t('receipt.saved');
      default:
        return assertNever(deed);
    }
  };
}
