import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';

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

function Mean(props: { readonly on: boolean; readonly name: string; readonly words: string }) {
  const Icon = props.on ? Check : Minus;
  return (
    <li className={props.on ? 'mean' : 'mean mean--off'}>
      <Icon size={16} aria-hidden />
      <div>
        <div className="mean__name">{props.name}</div>
        <div className="mean__words">{props.words}</div>
      </div>
    </li>
  );
}
