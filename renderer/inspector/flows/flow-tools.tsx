import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Endpoint } from '#shared/model/snapshot';
import { byNaturalName } from '#shared/model/order';
import { translations } from '../../store/inspect/flow-view';
import { useFlows } from '../../store/services';
import { SelectField } from '../tools/select-field';
import { AccountingSwitch } from './accounting';
import { flowsCsv, flowsJson } from './flow-file';
import type { FlowRow } from './flow-rows';

/** Search, filters, byte counting and export. */
export function FlowTools(props: {
  readonly shown: {
    readonly rows: readonly FlowRow[];
    readonly total: number;
    readonly states: readonly string[];
  } | null;
  readonly endpoints: readonly Endpoint[];
}) {
  const { t } = useTranslation();
  const { filter } = useFlows((flows) => flows.view);
  const endpoint = useFlows((flows) => flows.endpoint);
  const setView = useFlows((flows) => flows.setView);
  const chooseEndpoint = useFlows((flows) => flows.chooseEndpoint);
  const shown = props.shown ?? { rows: [], total: 0, states: [] };
  const { rows, total } = shown;
  const states =
    filter.state === '' || shown.states.includes(filter.state)
      ? shown.states
      : [...shown.states, filter.state];
  return (
    <div className="tools">
      <input
        type="search"
        className="entry entry--search"
        aria-label={t('flows.search')}
        placeholder={t('flows.searchPlaceholder')}
        value={filter.text}
        onChange={({ target }) => {
          setView({ filter: { ...filter, text: target.value } });
        }}
      />
      <SelectField
        label={t('flows.state')}
        value={filter.state}
        options={[
          { value: '', label: t('flows.anyState') },
          ...states.map((value) => ({ value, label: value })),
        ]}
        onChoose={(state) => {
          setView({ filter: { ...filter, state } });
        }}
      />
      <SelectField
        label={t('flows.translation')}
        value={filter.translation}
        options={translations.map((value) => ({
          value,
          label: t(
            (
              {
                any: 'flows.translationAny',
                dnat: 'flows.translationDnat',
                snat: 'flows.translationSnat',
                both: 'flows.translationBoth',
                none: 'flows.translationNone',
              } as const
            )[value],
          ),
        }))}
        onChoose={(translation) => {
          setView({ filter: { ...filter, translation } });
        }}
      />
      <SelectField
        label={t('flows.namespace')}
        value={endpoint ?? ''}
        options={[
          { value: '', label: t('flows.host') },
          ...props.endpoints
            .toSorted(byNaturalName)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChoose={(id) => {
          chooseEndpoint(id === '' ? null : id);
        }}
      />
      <span className="tools__count" role="status">
        {rows.length === total
          ? t('flows.total', { count: total })
          : t('flows.shown', { shown: String(rows.length), total: String(total) })}
      </span>
      <span className="tools__end">
        <AccountingSwitch />
        <SaveButton type="text/csv" name="flows.csv" rows={rows} label={t('flows.saveCsv')} />
        <SaveButton
          type="application/json"
          name="flows.json"
          rows={rows}
          label={t('flows.saveJson')}
        />
      </span>
    </div>
  );
}

function SaveButton(props: {
  readonly type: 'text/csv' | 'application/json';
  readonly name: string;
  readonly rows: readonly FlowRow[];
  readonly label: string;
}) {
  const { type, name, rows } = props;
  return (
    <button
      type="button"
      className="button button--small"
      aria-label={props.label}
      title={props.label}
      disabled={rows.length === 0}
      onClick={() => {
        saveFile(name, type, type === 'text/csv' ? flowsCsv(rows) : flowsJson(rows));
      }}
    >
      <Download size={14} aria-hidden />
      {type === 'text/csv' ? 'CSV' : 'JSON'}
    </button>
  );
}

/** Offers a text as a file download. The app asks where to save it. */
function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download keeps its own reference to the data once it has started.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
