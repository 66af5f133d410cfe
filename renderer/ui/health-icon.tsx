import { HeartCrack, HeartPulse, Hourglass, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Endpoint } from '#shared/model/snapshot';

type Health = NonNullable<Endpoint['health']>;

const icons: Readonly<Record<Health, LucideIcon>> = {
  healthy: HeartPulse,
  unhealthy: HeartCrack,
  starting: Hourglass,
};

/** A container's health as an icon with its own shape, with a text for screen readers. */
export function HealthIcon({ health }: { readonly health: Health }) {
  const { t } = useTranslation();
  const Icon = icons[health];
  const words = t(`health.${health}`);
  return (
    <span className={`health health--${health}`} title={words}>
      <Icon size={15} aria-hidden />
      <span className="sr-only">{words}</span>
    </span>
  );
}
