import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { sortPublications } from '#shared/model/order';
import { PublicationCommands } from '../ui/publication-commands';
import { useUi } from '../store/services';
import { CommandList } from '../ui/command-list';
import { useActionWords } from '../ui/use-action-words';

/** How many publications are explained at once while none is selected. */
const mostShown = 10;

/** The commands of the selected publication, or of the first ones. */
export function CommandsView(props: { readonly publications: readonly Publication[] }) {
  const { t } = useTranslation();
  const words = useActionWords();
  const selection = useUi((ui) => ui.selection);
  const receipts = useUi((ui) => ui.receipts).filter(({ commands }) => commands.length > 0);
  const own = sortPublications(props.publications).filter(({ origin }) => origin === 'portolan');
  const chosen =
    selection.kind === 'publication' ? own.filter(({ id }) => id === selection.id) : [];
  const shown = chosen.length > 0 ? chosen : own.slice(0, mostShown);
  if (shown.length === 0 && receipts.length === 0) {
    return <p className="inspector__empty">{t('inspector.emptyCommands')}</p>;
  }
  return (
    <div className="scripts">
      {receipts.length > 0 && (
        <section className="script" aria-label={t('receipt.done')}>
          {receipts.map(({ action, commands }, index) => (
            <div key={`${String(receipts.length - index)} ${action.kind}`} className="script">
              <h3>{words(action)}</h3>
              <CommandList commands={commands} />
            </div>
          ))}
        </section>
      )}
      {shown.map((publication) => (
        <section key={publication.id} className="script">
          <h3>{t('inspector.commandsOf', { name: publicationName(publication) })}</h3>
          <PublicationCommands publication={publication} />
        </section>
      ))}
    </div>
  );
}
