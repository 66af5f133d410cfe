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

interface SignProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly hint?: string;
  readonly bad?: boolean;
}

/** More signs would leave no room for the name. */
const mostSigns = 2;

/**
 * What is to be known of a bridge at a glance, what matters most first. Each is a sign with its words in the tooltip;
 * those without room are only spoken, and stand in the bridge's panel.
 */
export function BridgeSigns({ node }: { readonly node: BridgeNode }) {
  const signs = useSigns(node);
  return (
    <>
      {signs.slice(0, mostSigns).map((sign) => (
        <Sign key={sign.name} {...sign} />
      ))}
      <span className="sr-only">
        {signs
          .slice(mostSigns)
          .map(({ name }) => name)
          .join(', ')}
      </span>
    </>
  );
}

function useSigns({ bridge, attachments }: BridgeNode): readonly SignProps[] {
  const { t } = useTranslation();
  const names = (state: Attachment['state']): string =>
    attachments
      .filter((one) => one.state === state)
      .map(({ endpoint }) => endpoint.name)
      .join(', ');
  const [failed, waiting] = [names('failed'), names('waiting')];
  const origin = t(`origin.${bridge.origin}`);
  const signs: readonly (SignProps | false)[] = [
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
  return signs.filter((sign) => sign !== false);
}

function Sign(props: SignProps) {
  const Icon = props.icon;
  const words = props.hint === undefined ? props.name : `${props.name}: ${props.hint}`;
  return (
    <span className={props.bad === true ? 'sign sign--bad' : 'sign'} title={words}>
      <Icon size={14} aria-hidden />
      <span className="sr-only">{props.name}</span>
    </span>
  );
}
