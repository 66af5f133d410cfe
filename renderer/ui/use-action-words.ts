import { useTranslation } from 'react-i18next';
import { assertNever } from '#shared/result/result';
import type { UserAction } from '../store/ui-store';

/** Returns a function that describes an action in the user's language. */
export function useActionWords(): (action: UserAction) => string {
  const { t } = useTranslation();
  return (action) => {
    switch (action.kind) {
      case 'published':
        return t('receipt.published', action);
      case 'unpublished':
        return t('receipt.unpublished', action);
      case 'bridgeCreated':
        return t('receipt.bridgeCreated', action);
      case 'bridgeDeleted':
        return t('receipt.bridgeDeleted', action);
      case 'attached':
        return t('receipt.attached', action);
      case 'detached':
        return t('receipt.detached', action);
      case 'saved':
        return t('receipt.saved');
      default:
        return assertNever(action);
    }
  };
}
