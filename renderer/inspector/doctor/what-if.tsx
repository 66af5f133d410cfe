import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import { publicationParts, publicationPartsOf, noCheckUp } from '../../store/inspect/doctor-store';
import { useDoctor } from '../../store/services';
import { SwitchRow } from '../../ui/switch-row';

const everything = { dnat: true, proxy: true, forward: true, masquerade: true };

/**
 * Switches that turn off one part of a publication to show its effect, and a button that restores
 * all.
 */
export function WhatIf({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const before = useDoctor(({ checkUps }) => (checkUps.get(publication.id) ?? noCheckUp).before);
  const adjust = useDoctor((doctor) => doctor.adjust);
  const now = publicationPartsOf(publication);
  const whole = before ?? everything;
  const changed = publicationParts.some((part) => now[part] !== whole[part]);
  return (
    <section className="what-if" aria-label={t('doctor.whatIf')}>
      <div className="what-if__head">
        <h3>{t('doctor.whatIf')}</h3>
        {publication.origin === 'portolan' && (
          <button
            type="button"
            className="button button--small"
            disabled={!changed}
            onClick={() => void adjust(publication, whole)}
          >
            <RotateCcw size={14} aria-hidden />
            {t('doctor.putBack')}
          </button>
        )}
      </div>
      {publication.origin !== 'portolan' ? (
        <p className="what-if__hint">{t('doctor.notOurs')}</p>
      ) : (
        <>
          <p className="what-if__hint">{t('doctor.whatIfHint')}</p>
          {publicationParts.map((part) => (
            <SwitchRow
              key={part}
              label={t(`doctor.${part}`)}
              hint={t(`doctor.${part}Hint`)}
              checked={now[part]}
              onChange={(on) => void adjust(publication, { [part]: on })}
            />
          ))}
        </>
      )}
    </section>
  );
}
