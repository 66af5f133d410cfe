import { CircleCheck, CircleX, Hourglass, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';

type State = Publication['state'];

/** Each state has its own shape, so that it does not depend on colour alone. */
const icons: Readonly<Record<State, LucideIcon>> = {
  active: CircleCheck,
  waiting: Hourglass,
  degraded: TriangleAlert,
  failed: CircleX,
};

export function StateIcon({ state, size = 14 }: { readonly state: State; readonly size?: number }) {
  const Icon = icons[state];
  return <Icon size={size} aria-hidden className={`state-mark--${state}`} />;
}

/** A publication's state as an icon and a word. */
export function StateMark({ state }: { readonly state: State }) {
  const { t } = useTranslation();
  return (
    <span className={`state-mark state-mark--${state}`}>
      <StateIcon state={state} />
      {t(`state.${state}`)}
    </span>
  );
}
