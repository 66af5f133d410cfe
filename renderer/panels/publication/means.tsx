import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import { Mean } from '../../ui/mean';

/** By which means a publication works, and what the lack of one means. */
export function Means({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const { dnat, proxy } = publication;
  return (
    <ul className="means">
      <Mean
        on={dnat}
        name={t('publication.dnat')}
        words={dnat ? t('publication.dnatOn') : t('publication.dnatOff')}
      />
      <Mean
        on={proxy}
        name={t('publication.proxy')}
        words={proxy ? t('publication.proxyOn') : t('publication.proxyOff')}
      />
    </ul>
  );
}
