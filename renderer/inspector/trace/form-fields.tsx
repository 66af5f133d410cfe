import { useTranslation } from 'react-i18next';
import { tracedProtocols } from '../../store/inspect/trace-fields';
import { useTrace } from '../../store/services';

/** A custom filter: protocol, addresses and ports. An empty field matches everything. */
export function FilterFields() {
  const { t } = useTranslation();
  const protocol = useTrace((trace) => trace.form.protocol);
  const edit = useTrace((trace) => trace.edit);
  return (
    <>
      <label className="tools__field">
        {t('trace.protocol')}
        <select
          className="select"
          value={protocol}
          onChange={({ target }) => {
            edit({ protocol: tracedProtocols.find((known) => known === target.value) ?? 'tcp' });
          }}
        >
          {tracedProtocols.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <FilterField field="src" />
      {protocol !== 'icmp' && <FilterField field="sport" />}
      <FilterField field="dst" />
      {protocol !== 'icmp' && <FilterField field="dport" />}
    </>
  );
}

function FilterField({ field }: { readonly field: 'src' | 'dst' | 'sport' | 'dport' }) {
  const { t } = useTranslation();
  const value = useTrace((trace) => trace.form[field]);
  const wrong = useTrace((trace) => trace.wrong.includes(field));
  const edit = useTrace((trace) => trace.edit);
  const isPort = field === 'sport' || field === 'dport';
  return (
    <label className="tools__field">
      {t(`trace.${field}`)}
      <input
        className={isPort ? 'entry entry--number mono' : 'entry entry--address mono'}
        value={value}
        placeholder={t('trace.any')}
        aria-invalid={wrong}
        onChange={({ target }) => {
          edit({ [field]: target.value });
        }}
      />
    </label>
  );
}

/** A limit of the trace: number of packets, or seconds. */
export function NumberField({ field }: { readonly field: 'count' | 'timeout' }) {
  const { t } = useTranslation();
  const value = useTrace((trace) => trace.form[field]);
  const wrong = useTrace((trace) => trace.wrong.includes(field));
  const edit = useTrace((trace) => trace.edit);
  return (
    <label className="tools__field">
      {t(`trace.${field}`)}
      <input
        className="entry entry--bound mono"
        inputMode="numeric"
        value={value}
        aria-invalid={wrong}
        onChange={({ target }) => {
          edit({ [field]: target.value });
        }}
      />
    </label>
  );
}
