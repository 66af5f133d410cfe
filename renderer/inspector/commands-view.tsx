import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { sortPublications } from '../store/selectors';
import { useUi } from '../store/services';
import { CommandList } from '../ui/command-list';

/** The commands behind the selected publication, or behind all of them. */
export function CommandsView(props: { readonly publications: readonly Publication[] }) {
  const { t } = useTranslation();
  const selection = useUi((ui) => ui.selection);
  const withCommands = sortPublications(props.publications).filter(
    ({ commands }) => commands !== undefined && commands.length > 0,
  );
  const chosen =
    selection.kind === 'publication' ? withCommands.filter(({ id }) => id === selection.id) : [];
  const shown = chosen.length > 0 ? chosen : withCommands;
  if (shown.length === 0) return <p className="inspector__empty">{t('inspector.emptyCommands')}</p>;
  return (
    <div className="scripts">
      {shown.map((publication) => (
        <section key={publication.id} className="script">
          <h3>{t('inspector.commandsOf', { name: publicationName(publication) })}</h3>
          <CommandList commands={publication.commands ?? []} />
        </section>
      ))}
    </div>
  );
}
