import {
  ArrowRightLeft,
  Ban,
  CircleX,
  Hourglass,
  UserRound,
  VenetianMask,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BridgeNode } from '../../graph/graph';

/** What is to be known of a bridge at a glance. Each is a sign; its words are in the tooltip and spoken. */
export function BridgeSigns({ node }: { readonly node: BridgeNode }) {
  const { t } = useTranslation();
  const { bridge, attachments } = node;
  const origin = t(`origin.${bridge.origin}`);
  const failed = attachments.filter(({ state }) => state === 'failed');
  const waiting = attachments.filter(({ state }) => state === 'waiting');
  const names = (some: typeof attachments) => some.map(({ endpoint }) => endpoint.name).join(', ');
  return (
    <>
      {!bridge.up && <Sign icon={CircleX} bad name={t('chart.bridgeDown')} />}
      {failed.length > 0 && (
        <Sign icon={CircleX} bad name={t('attach.failedOf', { names: names(failed) })} />
      )}
      {waiting.length > 0 && (
        <Sign icon={Hourglass} name={t('attach.waitingOf', { names: names(waiting) })} />
      )}
      {bridge.origin !== 'portolan' && (
        <Sign icon={UserRound} name={t('publication.notOurs', { origin })} />
      )}
      {bridge.masquerade && (
        <Sign icon={VenetianMask} name={t('chart.masquerade')} hint={t('chart.masqueradeHint')} />
      )}
      {bridge.forwarded ? (
        <Sign icon={ArrowRightLeft} name={t('chart.forwarded')} hint={t('chart.forwardedHint')} />
      ) : (
        <Sign icon={Ban} name={t('chart.notForwarded')} hint={t('chart.notForwardedHint')} />
      )}
    </>
  );
}

function Sign(props: {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly hint?: string;
  readonly bad?: boolean;
}) {
  const Icon = props.icon;
  const words = props.hint === undefined ? props.name : `${props.name}: ${props.hint}`;
  return (
    <span className={props.bad === true ? 'sign sign--bad' : 'sign'} title={words}>
      <Icon size={14} aria-hidden />
      <span className="sr-only">{props.name}</span>
    </span>
  );
}
