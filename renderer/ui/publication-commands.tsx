import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import { useClient } from '../store/services';
import { CommandList } from './command-list';
import { ErrorNotice } from './error-notice';
import { useLatest } from './use-latest';

/** The commands that create a publication, requested from the helper whenever it changes. */
export function PublicationCommands(props: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const client = useClient();
  const { id, state, containerIp, dnat, proxy } = props.publication;
  const key = JSON.stringify([id, state, containerIp, dnat, proxy]);
  const answer = useLatest(key, () => client.commands({ id }));
  if (answer === null) return <p className="panel__quiet">{t('publication.commandsPending')}</p>;
  if (!answer.ok) return <ErrorNotice error={answer.error} />;
  const { commands } = answer.value;
  return commands.length === 0 ? (
    <p className="panel__quiet">{t('publication.noCommands')}</p>
  ) : (
    <CommandList commands={commands} />
  );
}
