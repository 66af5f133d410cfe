import { OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FollowedPacket } from '../../store/inspect/trace-lines';
import { useTrace } from '../../store/services';
import { isDrop } from '../../store/inspect/trace-outcome';
import { packetWords } from './packet-words';

/** The packets that were seen, to choose from. A trace follows a hundred at most. */
export function PacketList(props: {
  readonly packets: readonly FollowedPacket[];
  readonly shown: string;
}) {
  const { t } = useTranslation();
  const choose = useTrace((trace) => trace.choose);
  return (
    <ul className="packets" aria-label={t('trace.packets')}>
      {props.packets.map(({ packet, hops }, index) => {
        const dropped = hops.some(isDrop);
        return (
          <li key={packet.traceId}>
            <button
              type="button"
              className="packet"
              aria-pressed={packet.traceId === props.shown}
              onClick={() => {
                choose(packet.traceId);
              }}
            >
              <span className="packet__name">
                {t('trace.packet', { number: String(index + 1) })}
                {dropped && <OctagonX size={14} aria-hidden className="packet__dropped" />}
                <span className="packet__hops">{t('trace.hops', { count: hops.length })}</span>
              </span>
              <span className="packet__words mono">{packetWords(packet)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
