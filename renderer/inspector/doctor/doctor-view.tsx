import { CircleCheck, History, LoaderCircle, Stethoscope, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import { noCheckUp, type CheckUp } from '../../store/inspect/doctor-store';
import { useDoctor } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';
import { PublicationChoice, useChosenPublication } from '../tools/publication-choice';
import { useText } from '../../i18n/use-text';
import './doctor.css';
import { ObstacleCard } from './obstacle-card';
import { obstacleGroups } from './obstacle-groups';
import { PathsTable } from './paths-table';
import { WhatIf } from './what-if';
import { foreignText } from '../../i18n/foreign-text';

/** The check-up of one publication. */
export function DoctorView(props: { readonly publications: readonly Publication[] }) {
  const { t } = useTranslation();
  const { publications } = props;
  const publication = useChosenPublication(publications);
  if (publication === null) return <p className="inspector__empty">{t('doctor.empty')}</p>;
  return <CheckUpView publication={publication} publications={publications} />;
}

function CheckUpView(props: {
  readonly publication: Publication;
  readonly publications: readonly Publication[];
}) {
  const { publication, publications } = props;
  const { id } = publication;
  const checkUp = useDoctor(({ checkUps }) => checkUps.get(id) ?? noCheckUp);
  const check = useDoctor((doctor) => doctor.check);
  const { t } = useTranslation();
  return (
    <div className="doctor">
      <div className="tools">
        <PublicationChoice chosen={publication} publications={publications} />
        <button
          type="button"
          className="button button--small"
          disabled={checkUp.busy !== 'no'}
          onClick={() => void check(id)}
        >
          <Stethoscope size={15} aria-hidden />
          {t('doctor.again')}
        </button>
        <Progress checkUp={checkUp} />
      </div>
      <div className="doctor__body">
        <div className="doctor__findings">
          {checkUp.error !== null && <ErrorNotice error={checkUp.error} />}
          <Findings id={id} checkUp={checkUp} />
        </div>
        <WhatIf publication={publication} />
      </div>
    </div>
  );
}

function Progress({ checkUp }: { readonly checkUp: CheckUp }) {
  const { t } = useTranslation();
  const { busy, paths } = checkUp;
  const old = paths?.some(({ outdated }) => outdated) === true;
  return (
    <span className="tools__progress" role="status">
      {busy !== 'no' && (
        <>
          <LoaderCircle size={15} className="turning" aria-hidden />
          {t(`doctor.${busy}`)}
        </>
      )}
      {busy === 'no' && old && (
        <>
          <History size={15} aria-hidden />
          {t('doctor.outdatedHint')}
        </>
      )}
    </span>
  );
}

function Findings({ id, checkUp }: { readonly id: string; readonly checkUp: CheckUp }) {
  const { t } = useTranslation();
  const { paths, busy } = checkUp;
  if (paths === null) {
    return checkUp.error === null ? <p className="doctor__begin">{t('doctor.begin')}</p> : null;
  }
  const groups = obstacleGroups(paths);
  const open =
    busy === 'no' &&
    paths.every(({ observed, outdated }) => observed !== 'unreachable' && !outdated);
  const tried = paths.some(({ observed }) => observed === 'reachable');
  return (
    <>
      <PathsTable paths={paths} busy={busy} />
      <AppliedFixes publication={id} checkUp={checkUp} />
      {open && tried && groups.length === 0 && (
        <p className="doctor__well">
          <CircleCheck size={16} aria-hidden />
          {t('doctor.allWell')}
        </p>
      )}
      {groups.map((group) => (
        <ObstacleCard key={group.key} group={group} publication={id} busy={busy !== 'no'} />
      ))}
    </>
  );
}

/** The fixes that were applied, each with an undo button. */
function AppliedFixes(props: { readonly publication: string; readonly checkUp: CheckUp }) {
  const { t } = useTranslation();
  const text = useText();
  const undoFix = useDoctor((doctor) => doctor.undoFix);
  return props.checkUp.fixes.map((fix) => (
    <div key={fix.id} className="applied" role="status">
      <CircleCheck size={16} aria-hidden />
      <span title={fix.commands.map(foreignText).join('\n')}>
        {t('doctor.applied', { label: text(fix.label) })}
      </span>
      <button
        type="button"
        className="button button--small"
        disabled={props.checkUp.busy !== 'no'}
        onClick={() => void undoFix(props.publication, fix)}
      >
        <Undo2 size={14} aria-hidden />
        {t('doctor.undo')}
      </button>
    </div>
  ));
}
