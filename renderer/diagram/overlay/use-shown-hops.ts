import type { Hop } from '#shared/model/trace';
import { useTrace, useUi } from '../../store/services';

/** The hops of the packet that the tab Trace shows; null while it is closed or has none. */
export function useShownHops(): readonly Hop[] | null {
  const open = useUi(({ inspector }) => inspector.open && inspector.tab === 'trace');
  const { packets } = useTrace((trace) => trace.record);
  const chosen = useTrace((trace) => trace.chosen);
  if (!open) return null;
  const shown = packets.find(({ packet }) => packet.traceId === chosen) ?? packets[0];
  return shown?.hops ?? null;
}
