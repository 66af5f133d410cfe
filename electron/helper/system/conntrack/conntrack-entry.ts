import type { FlowTuple } from '#shared/model/flow';

/** What conntrack(8) says of one connection, as an event or as an entry of a listing. */
export interface ConntrackEntry {
  readonly kind: 'new' | 'update' | 'destroy' | 'listed';
  /** The kernel's id: a 32-bit hash, so that two connections may share one. */
  readonly id: number;
  /** `tcp`, `udp`, …, or the number of a protocol without a name. */
  readonly protocol: string;
  readonly state: string | undefined;
  readonly original: FlowTuple;
  readonly reply: FlowTuple;
  readonly replied: boolean;
}

/** Whether two entries are of one connection. */
export function isSameConnection(
  a: Pick<ConntrackEntry, 'id' | 'protocol' | 'original'>,
  b: Pick<ConntrackEntry, 'id' | 'protocol' | 'original'>,
): boolean {
  return (
    a.id === b.id &&
    a.original.sport === b.original.sport &&
    a.original.dport === b.original.dport &&
    a.original.src === b.original.src &&
    a.original.dst === b.original.dst &&
    a.protocol === b.protocol
  );
}
