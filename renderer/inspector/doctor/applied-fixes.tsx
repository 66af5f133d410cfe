import { CircleCheck, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../i18n/use-text';
import type { CheckUp } from '../../store/inspect/doctor-store';
import { useDoctor } from '../../store/services';

/** What was removed, each to be put back. */
export function AppliedFixes(props: { readonly publication: string; readonly checkUp: CheckUp }) {
  const { t } = useTranslation();
  const text = useText();
  const undoFix = useDoctor((doctor) => doctor.undoFix);
  return props.checkUp.fixes.map((fix) => (
    <div key={fix.id} className="applied" role="status">
      <CircleCheck size={16} aria-hidden />
      <span title={fix.commands.join('\n')}>{t('doctor.applied', { label: text(fix.label) })}</span>
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
