import { Route, Stethoscope } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isLoopback } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { PathFrom } from '#shared/model/trace';
import { useDoctor, useTrace, useUi } from '../../store/services';

/**
 * Tests all paths to a publication, or traces a test packet to it; the inspector shows the results.
 */
export function InspectButtons({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const { id } = publication;
  const showTab = useUi((ui) => ui.showTab);
  const check = useDoctor((doctor) => doctor.check);
  const choose = useDoctor((doctor) => doctor.choose);
  const edit = useTrace((trace) => trace.edit);
  const start = useTrace((trace) => trace.start);
  return (
    <div className="panel__actions">
      <button
        type="button"
        className="button"
        onClick={() => {
          choose(id);
          showTab('doctor');
          void check(id);
        }}
      >
        <Stethoscope size={16} aria-hidden />
        {t('doctor.checkPaths')}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          choose(id);
          showTab('trace');
          edit({ kind: 'publication', publication: id, probe: likelyPath(publication) });
          void start();
        }}
      >
        <Route size={16} aria-hidden />
        {t('trace.trace')}
      </button>
    </div>
  );
}

/** The path that most clients of a publication use. */
function likelyPath({ hostIp }: Publication): PathFrom {
  if (!isLoopback(hostIp)) return 'lan';
  return hostIp.includes(':') ? 'loopback6' : 'loopback4';
}
