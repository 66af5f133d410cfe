import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { useClient, useUi } from '../../store/services';
import { ActionButton } from '../../ui/action-button';

/** Takes a publication away. That it is gone is told by the snapshot. */
export function UnpublishButton({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const client = useClient();
  const noteDone = useUi((ui) => ui.noteDone);
  return (
    <ActionButton
      label={t('publication.unpublish')}
      runningLabel={t('publication.unpublishing')}
      ask={() => client.unpublish({ selectors: [publication.id] })}
      onDone={({ commands }) => {
        const host = publicationName(publication);
        noteDone({ deed: { kind: 'unpublished', host }, commands });
      }}
    />
  );
}
