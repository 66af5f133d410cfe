import { Wrench } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../i18n/use-text';
import { useDoctor } from '../../store/services';
import { CommandList } from '../../ui/command-list';
import type { ObstacleGroup } from './obstacle-groups';
import { ForeignText } from '../../ui/foreign-text';

/** An obstacle: what it is, its location and owner, the paths that it blocks, and its fix. */
export function ObstacleCard(props: {
  readonly group: ObstacleGroup;
  readonly publication: string;
  readonly busy: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { obstacle, paths } = props.group;
  const text = useText();
  const { code, owner, rule, fix } = obstacle;
  const applyFix = useDoctor((doctor) => doctor.applyFix);
  return (
    <article className="obstacle" aria-labelledby={id}>
      <h3 id={id} className="obstacle__title">
        {t(`obstacle.${code}`)}
      </h3>
      <p className="obstacle__why">{text(obstacle.explanation)}</p>
      <dl className="obstacle__facts">
        <dt>{t('doctor.affects')}</dt>
        <dd>{paths.map(({ from }) => t(`path.${from}`)).join(' · ')}</dd>
        <dt>{t('doctor.where')}</dt>
        <dd className="mono">{text(obstacle.where)}</dd>
        {(rule !== undefined || owner !== undefined) && (
          <>
            <dt>{owner === undefined ? t('doctor.rule') : t(`ruleOf.${owner}`)}</dt>
            <dd className="mono">
              <ForeignText text={rule ?? '–'} />
            </dd>
          </>
        )}
      </dl>
      {fix === undefined ? (
        <p className="obstacle__quiet">{t('doctor.noFix')}</p>
      ) : (
        <div className="obstacle__fix">
          <button
            type="button"
            className="button button--primary button--small"
            disabled={props.busy}
            onClick={() => void applyFix(props.publication, paths[0])}
          >
            <Wrench size={14} aria-hidden />
            {text(fix.label)}
          </button>
          <section aria-label={t('doctor.fixCommands')}>
            <CommandList commands={fix.commands} />
          </section>
        </div>
      )}
    </article>
  );
}
