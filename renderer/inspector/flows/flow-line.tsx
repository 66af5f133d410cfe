import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import { useFlows } from '../../store/services';
import { ageName, bytesName, rateName } from './amounts';
import {
  askedOf,
  bytesOf,
  clientOf,
  answeringEndpoint,
  rateOf,
  reachedOf,
  type FlowRow,
} from './flow-rows';
import { ForeignText, ForeignTexts } from '../../ui/foreign-text';

/** Returns the id of a row's element, which the table uses for `aria-activedescendant`. */
export function rowDomId(id: string): string {
  return `flow-${id.replaceAll(/\s/g, '_')}`;
}

/** One connection. `index` counts from 0 over all rows, including those that are not rendered. */
export function FlowLine(props: {
  readonly row: FlowRow;
  readonly index: number;
  readonly now: number;
  readonly publications: readonly Publication[];
  readonly selected: boolean;
}) {
  const { row, selected } = props;
  const { protocol, state, since } = row.front;
  const setView = useFlows((flows) => flows.setView);
  const rate = rateOf(row);
  const bytes = bytesOf(row);
  const endpoint = answeringEndpoint(row);
  return (
    <tr
      id={rowDomId(row.id)}
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      className="flow"
      onClick={() => {
        setView({ selected: selected ? null : row.id });
      }}
    >
      <td>
        <ForeignText text={protocol} />
      </td>
      <td>
        <ForeignText text={state ?? '–'} />
      </td>
      <td className="mono">
        <ForeignText text={clientOf(row)} />
      </td>
      <td className="mono">
        <ForeignText text={askedOf(row)} />
      </td>
      <td>
        {endpoint !== null && (
          <span className="flow__endpoint">
            <ForeignText text={endpoint.name} />{' '}
          </span>
        )}
        <span className="mono">
          <ForeignText text={reachedOf(row)} />
        </span>
      </td>
      <td>
        <TranslationWords row={row} publications={props.publications} />
      </td>
      <td className="flow__number">{rate === null ? '–' : rateName(rate)}</td>
      <td className="flow__number">{bytes === null ? '–' : bytesName(bytes)}</td>
      <td className="flow__number">{ageName(props.now - since)}</td>
    </tr>
  );
}

/** The publication by which the connection came in, and how it was translated. */
function TranslationWords(props: {
  readonly row: FlowRow;
  readonly publications: readonly Publication[];
}) {
  const { t } = useTranslation();
  const { front, back } = props.row;
  const ids = front.publication === undefined ? (front.candidates ?? []) : [front.publication];
  const names = ids.map((id) => {
    const publication = props.publications.find((known) => known.id === id);
    return publication === undefined ? id : publicationName(publication);
  });
  const steps = [
    front.dnat ? t('flows.dnat') : null,
    front.snat ? t('flows.snat') : null,
    back === null && front.client === undefined ? null : t('flows.proxy'),
  ].filter((word) => word !== null);
  if (names.length === 0 && steps.length === 0) return '–';
  return (
    <>
      {names.length > 0 && (
        <span className="mono">
          <ForeignTexts texts={names} separator={t('flows.or')} />{' '}
        </span>
      )}
      {steps.map((word) => (
        <span key={word} className="tag">
          {word}
        </span>
      ))}
    </>
  );
}
