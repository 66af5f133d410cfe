import { LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toEnglish } from '#shared/messages/message';
import { useText } from '../../i18n/use-text';
import type { CheckedPath } from '../../store/inspect/checked-paths';
import type { CheckUp } from '../../store/inspect/doctor-store';
import { ReachMark } from './reach-mark';

/** Every way in, one a row: as predicted, as observed, and what stands in it. */
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
        {t(`way.${from}`)} <span className="path__way mono">{from}</span>
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

/** While it is being tried there is nothing to say of it yet. */
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
