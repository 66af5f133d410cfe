import type { Hop } from '#shared/model/trace';

/** How a packet's path ends, as far as it was seen. */
export type PacketOutcome =
  | { readonly kind: 'dropped'; readonly hop: Hop }
  | { readonly kind: 'delivered'; readonly namespace: string }
  | { readonly kind: 'left'; readonly oif: string }
  | { readonly kind: 'unfinished' };

/** Whether a packet ends at a hop. */
export function isDrop({ verdict }: Hop): boolean {
  return /^(drop|reject)\b/i.test(verdict);
}

/** Whether a rule or policy lets a packet continue to the next hook. */
function isAccept({ verdict }: Hop): boolean {
  return /^accept\b/i.test(verdict);
}

export function packetOutcome(hops: readonly Hop[]): PacketOutcome {
  const dropped = hops.find(isDrop);
  if (dropped !== undefined) return { kind: 'dropped', hop: dropped };
  const last = hops.at(-1);
  if (last?.hook === 'input' && isAccept(last)) {
    return { kind: 'delivered', namespace: last.namespace };
  }
  if (last?.hook === 'postrouting' && last.oif !== undefined) {
    return { kind: 'left', oif: last.oif };
  }
  return { kind: 'unfinished' };
}
