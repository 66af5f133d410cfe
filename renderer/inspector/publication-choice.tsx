import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { sortPublications } from '../store/selectors';
import { useDoctor, useUi } from '../store/services';

/** Chooses the publication that is looked at; it is selected on the chart too. */
export function PublicationChoice(props: {
  readonly chosen: Publication;
  readonly publications: readonly Publication[];
}) {
  const { t } = useTranslation();
  const id = useId();
  const select = useUi((ui) => ui.select);
  const choose = useDoctor((doctor) => doctor.choose);
  return (
    <span className="tools__field">
      <label htmlFor={id}>{t('doctor.publication')}</label>
      <select
        id={id}
        className="select"
        value={props.chosen.id}
        onChange={({ target }) => {
          choose(target.value);
          select({ kind: 'publication', id: target.value });
        }}
      >
        {sortPublications(props.publications).map((publication) => (
          <option key={publication.id} value={publication.id}>
            {publicationName(publication)} → {publication.endpoint?.name ?? '?'}:
            {publication.containerPort}
          </option>
        ))}
      </select>
    </span>
  );
}
