import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { sortPublications } from '#shared/model/order';
import { useText } from '../i18n/use-text';
import { useUi } from '../store/services';
import { StateMark } from '../ui/state-mark';
import { ForeignText } from '../ui/foreign-text';

/** All published ports, in the order of host ports. */
export function PublicationsTable(props: { readonly publications: readonly Publication[] }) {
  const { t } = useTranslation();
  if (props.publications.length === 0) {
    return <p className="inspector__empty">{t('inspector.emptyPublications')}</p>;
  }
  return (
    <table className="table" aria-label={t('inspector.publications')}>
      <thead>
        <tr>
          <th scope="col">{t('table.host')}</th>
          <th scope="col">{t('table.leadsTo')}</th>
          <th scope="col">{t('table.address')}</th>
          <th scope="col">{t('state.label')}</th>
          <th scope="col">{t('table.means')}</th>
          <th scope="col">{t('origin.label')}</th>
        </tr>
      </thead>
      <tbody>
        {sortPublications(props.publications).map((publication) => (
          <PublicationLine key={publication.id} publication={publication} />
        ))}
      </tbody>
    </table>
  );
}

function PublicationLine({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const { id, endpoint, containerIp, containerPort, state, origin } = publication;
  const select = useUi((ui) => ui.select);
  const text = useText();
  const selected = useUi(
    ({ selection }) => selection.kind === 'publication' && selection.id === id,
  );
  const means = [
    publication.dnat ? t('publication.dnat') : null,
    publication.proxy ? t('publication.proxy') : null,
  ];
  return (
    <tr aria-selected={selected}>
      <th scope="row">
        <button
          type="button"
          className="link-button mono"
          onClick={() => {
            select({ kind: 'publication', id });
          }}
        >
          <ForeignText text={publicationName(publication)} />
        </button>
      </th>
      <td>
        <ForeignText text={endpoint?.name ?? t('publication.unknownEndpoint')} />
      </td>
      <td className="mono">
        <ForeignText text={containerIp ?? '–'} />:{containerPort}
      </td>
      <td title={text(publication.reason) || undefined}>
        <StateMark state={state} />
      </td>
      <td>{means.filter((mean) => mean !== null).join(' + ') || '–'}</td>
      <td>{t(`origin.${origin}`)}</td>
    </tr>
  );
}
