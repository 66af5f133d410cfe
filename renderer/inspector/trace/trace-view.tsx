import { CircleCheck, CircleHelp, OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { useText } from '../../i18n/use-text';
import { useTrace } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';
import { outcomeOf, type Outcome } from '../../store/inspect/trace-outcome';
import { PacketList } from './packet-list';
import { packetWords } from './packet-words';
import { Timeline } from './timeline';
import { TraceForm } from './trace-form';
import './trace.css';
import { useOutcomeWords } from './use-outcome-words';

/** Following packets: which ones, and the way of each. */
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
      {packets.length > 0 && <Ways endpoints={props.endpoints} />}
    </div>
  );
}

function Ways({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  const { packets } = useTrace((trace) => trace.record);
  const chosen = useTrace((trace) => trace.chosen);
  const { namespaceName, outcomeWords } = useOutcomeWords(endpoints);
  const shown = packets.find(({ packet }) => packet.traceId === chosen) ?? packets[0];
  if (shown === undefined) return null;
  const outcome = outcomeOf(shown.hops);
  return (
    <div className="trace__body">
      {packets.length > 1 && <PacketList packets={packets} shown={shown.packet.traceId} />}
      <div className="trace__way">
        <p className="trace__summary">
          <span className="mono">{packetWords(shown.packet)}</span>
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

function OutcomeIcon({ kind }: { readonly kind: Outcome['kind'] }) {
  const Icon = kind === 'dropped' ? OctagonX : kind === 'unfinished' ? CircleHelp : CircleCheck;
  return <Icon size={15} aria-hidden />;
}
