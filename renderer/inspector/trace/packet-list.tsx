import { OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { socketName } from '#shared/model/address';
import type { TracedPacket } from '#shared/model/trace';
import type { FollowedPacket } from '../../store/inspect/trace-lines';
import { useTrace } from '../../store/services';
import { isDrop } from '../../store/inspect/packet-outcome';
import { ForeignText } from '../../ui/foreign-text';

/** The packets seen so far, to choose from. A trace follows at most 100. */
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
              <span className="packet__words mono">
                <ForeignText text={packetWords(packet)} />
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Formats a packet: `tcp syn 192.0.2.2:43938 → 192.0.2.1:2345`. */
export function packetWords(packet: TracedPacket): string {
  const { protocol, flags, src, dst, sport, dport } = packet;
  const head = flags === undefined || flags === '' ? protocol : `${protocol} ${flags}`;
  return `${head} ${socketName(src, sport)} → ${socketName(dst, dport)}`;
}
