import { CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Path } from '#shared/model/doctor';

type Reach = Path['observed'];

/** Each answer has a shape of its own, so that none is told by colour alone. */
const icons: Readonly<Record<Reach, LucideIcon>> = {
  reachable: CircleCheck,
  unreachable: CircleX,
  untested: CircleDashed,
};

/** Whether a way is open, as an icon and a word. */
export function ReachMark({ reach }: { readonly reach: Reach }) {
  const { t } = useTranslation();
  const Icon = icons[reach];
  return (
    <span className={`reach reach--${reach}`}>
      <Icon size={15} aria-hidden />
      {t(`reach.${reach}`)}
    </span>
  );
}
