import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useHolderName } from '../../ui/holder-name';
import type { PublishForm } from './use-publish-form';

/** The host port and its status: free, or who uses it and which port is free instead. */
export function HostPortField({ form }: { readonly form: PublishForm }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t('publish.hostPort')}
      </label>
      <div className="field__row">
        <input
          id={id}
          className="input mono"
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          value={form.fields.hostPort}
          aria-invalid={form.hostPort === null}
          aria-describedby={`${id}-verdict`}
          onChange={(event) => {
            form.change({ hostPort: event.target.value });
          }}
          onFocus={(event) => {
            event.target.select();
          }}
        />
        <div className="field__verdict" id={`${id}-verdict`} aria-live="polite">
          <Verdict form={form} />
        </div>
      </div>
      {form.hostPort !== null && form.hostPort < 1024 && (
        <p className="field__hint">{t('publish.privileged')}</p>
      )}
    </div>
  );
}

function Verdict({ form }: { readonly form: PublishForm }) {
  const { t } = useTranslation();
  const holderName = useHolderName();
  const { hostPort, check } = form;
  if (hostPort === null) {
    return (
      <span className="verdict verdict--bad">
        <CircleX size={15} aria-hidden />
        {t('publish.invalid')}
      </span>
    );
  }
  if (!check?.ok) {
    return (
      <span className="verdict">
        <LoaderCircle size={15} aria-hidden className="spin" />
        {t('publish.checking')}
      </span>
    );
  }
  const { free, holder, suggestion } = check.value;
  if (free) {
    return (
      <span className="verdict verdict--good">
        <CircleCheck size={15} aria-hidden />
        {t('publish.free', { port: String(hostPort) })}
      </span>
    );
  }
  return (
    <>
      <span className="verdict verdict--bad">
        <CircleX size={15} aria-hidden />
        {holderName(hostPort, holder)}
      </span>
      {suggestion !== null && (
        <button
          type="button"
          className="button button--small"
          onClick={() => {
            form.change({ hostPort: String(suggestion) });
          }}
        >
          {t('publish.useSuggestion', { port: String(suggestion) })}
        </button>
      )}
    </>
  );
}
