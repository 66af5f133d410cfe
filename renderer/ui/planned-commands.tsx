import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';
import { CommandList } from './command-list';
import { ErrorNotice } from './error-notice';

/**
 * Result of a dry run: the commands that would be run, or the error; null until there is an answer.
 */
export type Plan = Result<{ readonly commands: readonly string[] }> | null;

/** The commands that will be run, or why they cannot be. */
export function PlannedCommands(props: {
  readonly plan: Plan;
  /** What will run them. */
  readonly hint: string;
  /** Shown while there are no commands. */
  readonly wait: string;
  /** An error that is already shown elsewhere. */
  readonly shownElsewhere?: ErrorCode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { plan } = props;
  const isHidden = plan?.ok === false && plan.error.code === props.shownElsewhere;
  return (
    <section className="field planned" aria-labelledby={id}>
      <div className="field__label">
        <span id={id}>{t('publish.commands')}</span>
        <span className="field__aside">{props.hint}</span>
      </div>
      {plan?.ok === true && <CommandList commands={plan.value.commands} />}
      {(plan === null || isHidden) && <p className="planned__wait">{props.wait}</p>}
      {plan?.ok === false && !isHidden && <ErrorNotice error={plan.error} />}
    </section>
  );
}
