import { Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import { pathFromSchema } from '#shared/model/trace';
import { useTrace } from '../../store/services';
import { Segments } from '../../ui/segments';
import { PublicationChoice, useChosenPublication } from '../tools/publication-choice';
import { FilterFields, NumberField } from './form-fields';
import { TraceStatus } from './trace-status';
import { ForeignText } from '../../ui/foreign-text';

/** Which packets are traced, and for how long. */
export function TraceForm(props: { readonly publications: readonly Publication[] }) {
  const { t } = useTranslation();
  const form = useTrace((trace) => trace.form);
  const wrong = useTrace((trace) => trace.wrong);
  const session = useTrace((trace) => trace.session);
  const edit = useTrace((trace) => trace.edit);
  const start = useTrace((trace) => trace.start);
  const stop = useTrace((trace) => trace.stop);
  const publication = useChosenPublication(props.publications);
  const busy = session.kind === 'starting' || session.kind === 'running';
  return (
    <form
      className="tools"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (form.kind === 'publication') edit({ publication: publication?.id ?? '' });
        void start();
      }}
    >
      <Segments
        label={t('trace.what')}
        value={form.kind}
        segments={(['publication', 'flow', 'filter'] as const).map((value) => ({
          value,
          label: t(`trace.${value}`),
        }))}
        onChoose={(kind) => {
          edit({ kind });
        }}
      />
      {form.kind === 'publication' && publication !== null && (
        <PublicationChoice chosen={publication} publications={props.publications} />
      )}
      {form.kind === 'flow' && (
        <span className={form.flow === null ? 'tools__quiet' : 'mono'}>
          <ForeignText text={form.flow?.name ?? t('trace.noFlow')} />
        </span>
      )}
      {form.kind === 'filter' && <FilterFields />}
      {form.kind === 'publication' && (
        <label className="tools__field">
          {t('trace.probe')}
          <select
            className="select"
            value={form.probe}
            onChange={({ target }) => {
              const parsed = pathFromSchema.safeParse(target.value);
              edit({ probe: parsed.success ? parsed.data : 'none' });
            }}
          >
            {pathFromSchema.options.map((from) => (
              <option key={from} value={from}>
                {t(`path.${from}`)}
              </option>
            ))}
            <option value="none">{t('trace.probeNone')}</option>
          </select>
        </label>
      )}
      <NumberField field="count" />
      <NumberField field="timeout" />
      {busy ? (
        <button
          key="stop"
          type="button"
          className="button button--small"
          onClick={() => void stop()}
        >
          <Square size={13} aria-hidden />
          {t('trace.stop')}
        </button>
      ) : (
        <button key="start" type="submit" className="button button--primary button--small">
          <Play size={13} aria-hidden />
          {t('trace.start')}
        </button>
      )}
      <TraceStatus />
      {wrong.length > 0 && (
        <p role="alert" className="tools__wrong">
          {t('trace.wrong')}
        </p>
      )}
    </form>
  );
}
