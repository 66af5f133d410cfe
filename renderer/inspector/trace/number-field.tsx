import { useTranslation } from 'react-i18next';
import { useTrace } from '../../store/services';

/** A bound of the trace: how many packets, or how many seconds. */
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
