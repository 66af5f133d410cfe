import { OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '#shared/result/app-error';
import { useText } from '../i18n/use-text';
import { useHolderName } from './holder-name';
import { visibleLines, visibleText } from '#shared/model/visible-text';

/** An error as an alert: its title, the helper's message, and advice. */
export function ErrorNotice({ error }: { readonly error: AppError }) {
  const { t } = useTranslation();
  const holderName = useHolderName();
  const text = useText();
  const title =
    error.code === 'PORT_IN_USE'
      ? t('error.PORT_IN_USE.title', {
          port: String(error.details.port),
          protocol: error.details.protocol,
        })
      : t(`error.${error.code}.title`);
  const message =
    error.code === 'PORT_IN_USE'
      ? holderName(error.details.port, error.details)
      : text(error.message);
  return (
    <div role="alert" className="notice">
      <OctagonAlert size={17} aria-hidden />
      <div className="notice__body">
        <p className="notice__title">{title}</p>
        <p>{message}</p>
        <p className="notice__detail">{t(`error.${error.code}.advice`)}</p>
        {error.code === 'COMMAND_FAILED' && <CommandOutput details={error.details} />}
      </div>
    </div>
  );
}

function CommandOutput(props: {
  readonly details: Extract<AppError, { code: 'COMMAND_FAILED' }>['details'];
}) {
  const { argv, stderr } = props.details;
  if (argv.length === 0 && stderr === '') return null;
  return (
    <pre className="notice__output">
      <bdi>{argv.length > 0 ? `$ ${visibleText(argv.join(' '))}\n` : ''}</bdi>
      <bdi>{visibleLines(stderr)}</bdi>
    </pre>
  );
}
