import { CircleCheck, CircleHelp, OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { assertNever } from '#shared/result/result';
import { useText } from '../../i18n/use-text';
import { useTrace } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';
import { packetOutcome, type PacketOutcome } from '../../store/inspect/packet-outcome';
import { PacketList, packetWords } from './packet-list';
import { Timeline } from './timeline';
import './trace.css';
import { TraceForm } from './trace-form';
import { ForeignText } from '../../ui/foreign-text';

/** The Trace tab: which packets to trace, and the path of each. */
export function TraceView(props: {
  readonly publications: readonly Publication[];
  readonly endpoints: readonly Endpoint[];
}) {
  const { t } = useTranslation();
  const session = useTrace((trace) => trace.session);
  const { packets, end } = useTrace((trace) => trace.record);
  const text = useText();
  return (
    <div className="trace">
      <TraceForm publications={props.publications} />
      {session.kind === 'refused' && (
        <div className="trace__notice">
          <ErrorNotice error={session.error} />
        </div>
      )}
      {end?.message !== undefined && (
        <p role={end.reason === 'failed' ? 'alert' : 'status'} className="trace__message">
          {text(end.message)}
        </p>
      )}
      {session.kind === 'none' && <p className="trace__begin">{t('trace.begin')}</p>}
      {session.kind === 'ended' && packets.length === 0 && end?.reason !== 'failed' && (
        <p className="trace__begin">{t('trace.nothingSeen')}</p>
      )}
      {packets.length > 0 && <PacketPath endpoints={props.endpoints} />}
    </div>
  );
}

function PacketPath({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  const { packets } = useTrace((trace) => trace.record);
  const chosen = useTrace((trace) => trace.chosen);
  const { namespaceName, outcomeWords } = useOutcomeWords(endpoints);
  const shown = packets.find(({ packet }) => packet.traceId === chosen) ?? packets[0];
  if (shown === undefined) return null;
  const outcome = packetOutcome(shown.hops);
  return (
    <div className="trace__body">
      {packets.length > 1 && <PacketList packets={packets} shown={shown.packet.traceId} />}
      <div className="trace__path">
        <p className="trace__summary">
          <span className="mono">
            <ForeignText text={packetWords(shown.packet)} />
          </span>
          <span className={`trace__outcome trace__outcome--${outcome.kind}`}>
            <OutcomeIcon kind={outcome.kind} />
            {outcomeWords(outcome)}
          </span>
        </p>
        <Timeline hops={shown.hops} namespaceName={namespaceName} />
      </div>
    </div>
  );
}

function OutcomeIcon({ kind }: { readonly kind: PacketOutcome['kind'] }) {
  const Icon = kind === 'dropped' ? OctagonX : kind === 'unfinished' ? CircleHelp : CircleCheck;
  return <Icon size={15} aria-hidden />;
}

/**
 * Returns functions that name a namespace, and describe in one sentence how a packet's path ends.
 */
function useOutcomeWords(endpoints: readonly Endpoint[]): {
  readonly namespaceName: (namespace: string) => string;
  readonly outcomeWords: (outcome: PacketOutcome) => string;
} {
  const { t } = useTranslation();
  const namespaceName = (namespace: string): string =>
    namespace === 'host'
      ? t('trace.here')
      : (endpoints.find(({ id }) => id === namespace)?.name ?? namespace);
  const outcomeWords = (outcome: PacketOutcome): string => {
    switch (outcome.kind) {
      case 'dropped': {
        const { chain, kind, owner } = outcome.hop;
        return kind === 'policy'
          ? t('trace.outcome.droppedPolicy', { chain })
          : t('trace.outcome.dropped', { chain, owner: t(`ruleOf.${owner}`) });
      }
      case 'delivered':
        return t('trace.outcome.delivered', { name: namespaceName(outcome.namespace) });
      case 'left':
        return t('trace.outcome.left', { name: outcome.oif });
      case 'unfinished':
        return t('trace.outcome.unfinished');
      default:
        return assertNever(outcome);
    }
  };
  return { namespaceName, outcomeWords };
}
