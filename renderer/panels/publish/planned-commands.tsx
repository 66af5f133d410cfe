import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandList } from '../../ui/command-list';
import { ErrorNotice } from '../../ui/error-notice';
import type { PublishForm } from './use-publish-form';

/** What will be run. A plan that is refused says why, unless the port's own check says the same already. */
export function PlannedCommands({ form }: { readonly form: PublishForm }) {
  const { t } = useTranslation();
  const id = useId();
  const { plan } = form;
  return (
    <section className="field planned" aria-labelledby={id}>
      <div className="field__label">
        <span id={id}>{t('publish.commands')}</span>
        <span className="field__aside">{t('publish.commandsHint')}</span>
      </div>
      {plan?.ok === true && <CommandList commands={plan.value.commands} />}
      {plan === null && <p className="planned__wait">{t('publish.commandsWait')}</p>}
      {plan?.ok === false && plan.error.code === 'PORT_IN_USE' && (
        <p className="planned__wait">{t('publish.commandsWait')}</p>
      )}
      {plan?.ok === false && plan.error.code !== 'PORT_IN_USE' && (
        <ErrorNotice error={plan.error} />
      )}
    </section>
  );
}
