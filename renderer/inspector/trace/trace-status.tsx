import { LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#shared/result/result';
import { useTrace } from '../../store/services';

/** The progress of the trace. */
export function TraceStatus() {
  const { t } = useTranslation();
  const session = useTrace((trace) => trace.session);
  const { packets, end } = useTrace((trace) => trace.record);
  const count = useTrace((trace) => trace.form.count);
  const lost =
    end !== null && end.lost > 0 ? (
      <span className="tools__lost">{t('trace.lost', { count: end.lost })}</span>
    ) : null;
  const words = ((): string => {
    switch (session.kind) {
      case 'none':
      case 'refused':
        return '';
      case 'starting':
        return t('trace.starting');
      case 'running':
        return packets.length === 0
          ? t('trace.waiting')
          : t('trace.seen', { seen: String(packets.length), most: count });
      case 'ended':
        return end === null ? t('trace.ended') : t(`trace.end.${end.reason}`);
      default:
        return assertNever(session);
    }
  })();
  const busy = session.kind === 'starting' || session.kind === 'running';
  return (
    <span className="tools__progress" role="status">
      {busy && <LoaderCircle size={15} className="turning" aria-hidden />}
      {words}
      {lost}
    </span>
  );
}
