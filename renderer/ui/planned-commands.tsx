import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';
import { CommandList } from './command-list';
import { ErrorNotice } from './error-notice';

/** What a dry run gave: the commands that would be run, or the refusal; null while there is no answer. */
export type Plan = Result<{ readonly commands: readonly string[] }> | null;

/** The commands that will be run; a plan that is refused says why. */
export function PlannedCommands(props: {
  readonly plan: Plan;
  /** What will run them. */
  readonly hint: string;
  /** Said while there is nothing to show. */
  readonly wait: string;
  /** A refusal that is told elsewhere already. */
  readonly shownElsewhere?: ErrorCode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { plan } = props;
  const told = plan?.ok === false && plan.error.code === props.shownElsewhere;
  return (
    <section className="field planned" aria-labelledby={id}>
      <div className="field__label">
        <span id={id}>{t('publish.commands')}</span>
        <span className="field__aside">{props.hint}</span>
      </div>
      {plan?.ok === true && <CommandList commands={plan.value.commands} />}
      {(plan === null || told) && <p className="planned__wait">{props.wait}</p>}
      {plan?.ok === false && !told && <ErrorNotice error={plan.error} />}
    </section>
  );
}
