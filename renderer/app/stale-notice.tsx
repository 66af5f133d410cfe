import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Endpoint, StalePart } from '#shared/model/snapshot';
import { useText } from '../i18n/use-text';
import { useReadOnly } from '../store/services';

/** How many parts are listed by name. */
const mostNamed = 4;

/** Banner above the chart while parts of it are out of date: which parts, since when, and why. */
export function StaleNotice(props: {
  readonly stale: readonly StalePart[];
  readonly endpoints: readonly Endpoint[];
}) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const { stale, endpoints } = props;
  const readOnly = useReadOnly();
  if (stale.length === 0) return null;
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' });
  const nameOf = (part: string): string =>
    isPart(part) ? t(`stale.${part}`) : (endpoints.find(({ id }) => id === part)?.name ?? part);
  return (
    <div className="banner banner--stale" role="status">
      <History size={17} aria-hidden />
      <div>
        {t(readOnly ? 'stale.titleFile' : 'stale.title')}
        <ul className="banner__why">
          {stale.slice(0, mostNamed).map((old) => (
            <li key={old.part}>
              {t('stale.part', {
                part: nameOf(old.part),
                reason: text(old.reason),
                time: clock.format(new Date(old.since)),
              })}
            </li>
          ))}
          {stale.length > mostNamed && <li>+{stale.length - mostNamed}</li>}
        </ul>
      </div>
    </div>
  );
}

const parts = ['network', 'rules', 'listeners', 'docker', 'podman'] as const;

function isPart(part: string): part is (typeof parts)[number] {
  return (parts as readonly string[]).includes(part);
}
