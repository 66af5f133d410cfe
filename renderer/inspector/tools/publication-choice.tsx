import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { sortPublications } from '#shared/model/order';
import { useDoctor, useUi } from '../../store/services';
import { foreignText } from '../../i18n/foreign-text';

/** Selects the publication to inspect, also on the chart. */
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
            {foreignText(publicationName(publication))} →{' '}
            {foreignText(publication.endpoint?.name ?? '?')}:{publication.containerPort}
          </option>
        ))}
      </select>
    </span>
  );
}

/**
 * Returns the selected publication; else the one inspected last, else the first. null if there is
 * none.
 */
export function useChosenPublication(publications: readonly Publication[]): Publication | null {
  const selection = useUi((ui) => ui.selection);
  const last = useDoctor((doctor) => doctor.chosen);
  const wanted = selection.kind === 'publication' ? selection.id : last;
  return publications.find(({ id }) => id === wanted) ?? sortPublications(publications)[0] ?? null;
}
