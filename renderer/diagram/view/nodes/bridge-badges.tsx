import {
  ArrowRightLeft,
  Ban,
  CircleX,
  Hourglass,
  Layers,
  UserRound,
  VenetianMask,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/model/attachment';
import type { BridgeNode } from '../../graph/graph';

interface BadgeProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly hint?: string;
  readonly bad?: boolean;
}

/** More badges would leave no room for the name. */
const maxBadges = 2;

/**
 * The most important facts about a bridge, most important first, each as a badge with a tooltip.
 * Those without room are available to screen readers and in the bridge's panel.
 */
export function BridgeBadges({ node }: { readonly node: BridgeNode }) {
  const badges = useBadges(node);
  return (
    <>
      {badges.slice(0, maxBadges).map((badge) => (
        <Badge key={badge.name} {...badge} />
      ))}
      <span className="sr-only">
        {badges
          .slice(maxBadges)
          .map(({ name }) => name)
          .join(', ')}
      </span>
    </>
  );
}

function useBadges({ bridge, attachments }: BridgeNode): readonly BadgeProps[] {
  const { t } = useTranslation();
  const names = (state: Attachment['state']): string =>
    attachments
      .filter((one) => one.state === state)
      .map(({ endpoint }) => endpoint.name)
      .join(', ');
  const [failed, waiting] = [names('failed'), names('waiting')];
  const origin = t(`origin.${bridge.origin}`);
  const badges: readonly (BadgeProps | false)[] = [
    !bridge.up && { icon: CircleX, bad: true, name: t('chart.bridgeDown') },
    failed !== '' && { icon: CircleX, bad: true, name: t('attach.failedOf', { names: failed }) },
    waiting !== '' && { icon: Hourglass, name: t('attach.waitingOf', { names: waiting }) },
    !bridge.forwarded && {
      icon: Ban,
      name: t('chart.notForwarded'),
      hint: t('chart.notForwardedHint'),
    },
    bridge.origin !== 'portolan' && {
      icon: UserRound,
      name: t('publication.notOurs', { origin }),
    },
    bridge.vlanFiltering === true && {
      icon: Layers,
      name: t('bridge.vlans'),
      hint: t('bridge.vlansHint'),
    },
    bridge.masquerade && {
      icon: VenetianMask,
      name: t('chart.masquerade'),
      hint: t('chart.masqueradeHint'),
    },
    bridge.forwarded && {
      icon: ArrowRightLeft,
      name: t('chart.forwarded'),
      hint: t('chart.forwardedHint'),
    },
  ];
  return badges.filter((badge) => badge !== false);
}

function Badge(props: BadgeProps) {
  const Icon = props.icon;
  const words = props.hint === undefined ? props.name : `${props.name}: ${props.hint}`;
  return (
    <span className={props.bad === true ? 'badge badge--bad' : 'badge'} title={words}>
      <Icon size={14} aria-hidden />
      <span className="sr-only">{props.name}</span>
    </span>
  );
}
