import type { Hop } from '#shared/model/trace';
import { useTrace, useUi } from '../../store/services';

/** Returns the hops of the packet shown in the Trace tab; null if the tab is closed or has none. */
export function useShownHops(): readonly Hop[] | null {
  const open = useUi(({ inspector }) => inspector.open && inspector.tab === 'trace');
  const { packets } = useTrace((trace) => trace.record);
  const chosen = useTrace((trace) => trace.chosen);
  if (!open) return null;
  const shown = packets.find(({ packet }) => packet.traceId === chosen) ?? packets[0];
  return shown?.hops ?? null;
}
