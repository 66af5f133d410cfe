import {
  LoaderCircle,
  TriangleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Path } from '#shared/model/doctor';
import { toEnglish } from '#shared/messages/message';
import { useText } from '../../i18n/use-text';
import type { CheckedPath } from '../../store/inspect/checked-paths';
import type { CheckUp } from '../../store/inspect/doctor-store';

/** All paths in, one per row: the prediction, the observation, and the obstacle. */
export function PathsTable(props: {
  readonly paths: readonly CheckedPath[];
  readonly busy: CheckUp['busy'];
}) {
  const { t } = useTranslation();
  return (
    <table className="table paths" aria-label={t('doctor.paths')} aria-busy={props.busy !== 'no'}>
      <thead>
        <tr>
          <th scope="col">{t('doctor.from')}</th>
          <th scope="col">{t('doctor.asked')}</th>
          <th scope="col">{t('doctor.predicted')}</th>
          <th scope="col">{t('doctor.observed')}</th>
          <th scope="col">{t('doctor.obstacle')}</th>
        </tr>
      </thead>
      <tbody>
        {props.paths.map((path) => (
          <PathLine key={`${path.from} ${toEnglish(path.target)}`} path={path} busy={props.busy} />
        ))}
      </tbody>
    </table>
  );
}

function PathLine(props: { readonly path: CheckedPath; readonly busy: CheckUp['busy'] }) {
  const { t } = useTranslation();
  const { path, busy } = props;
  const text = useText();
  const { from, predicted, obstacle, note } = path;
  const differs = path.differs && !path.outdated && busy === 'no';
  return (
    <tr className={differs ? 'path path--differs' : 'path'}>
      <th scope="row">
        {t(`path.${from}`)} <span className="path__from mono">{from}</span>
      </th>
      <td className="mono">{text(path.target)}</td>
      <td>
        <ReachMark reach={predicted} />
      </td>
      <td>
        <Observed path={path} busy={busy} />
      </td>
      <td className="path__finding">
        {differs && (
          <span className="path__differs">
            <TriangleAlert size={14} aria-hidden />
            {t('doctor.differs')}
          </span>
        )}
        {obstacle !== undefined && <span>{t(`obstacle.${obstacle.code}`)}</span>}
        {note !== undefined && <span className="path__note">{text(note)}</span>}
      </td>
    </tr>
  );
}

/** Shows no result while the path is being tested. */
function Observed({ path, busy }: { readonly path: CheckedPath; readonly busy: CheckUp['busy'] }) {
  const { t } = useTranslation();
  if (busy === 'observing' || busy === 'fixing') {
    return (
      <span className="reach reach--untested">
        <LoaderCircle size={15} className="turning" aria-hidden />
        {t('doctor.checking')}
      </span>
    );
  }
  return (
    <span className={path.outdated ? 'observed observed--old' : 'observed'}>
      <ReachMark reach={path.observed} />
      {path.outdated && (
        <span className="tag" title={t('doctor.outdatedHint')}>
          {t('doctor.outdated')}
        </span>
      )}
    </span>
  );
}

type Reach = Path['observed'];

/** Each result has its own shape, so that it does not depend on colour alone. */
const icons: Readonly<Record<Reach, LucideIcon>> = {
  reachable: CircleCheck,
  unreachable: CircleX,
  untested: CircleDashed,
};

/** Whether a path is open, as an icon and a word. */
function ReachMark({ reach }: { readonly reach: Reach }) {
  const { t } = useTranslation();
  const Icon = icons[reach];
  return (
    <span className={`reach reach--${reach}`}>
      <Icon size={15} aria-hidden />
      {t(`reach.${reach}`)}
    </span>
  );
}
