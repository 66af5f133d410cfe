import type { FlowTuple } from '#shared/model/flow';

/** One connection as conntrack(8) prints it, as an event or as an entry of a listing. */
export interface ConntrackEntry {
  readonly kind: 'new' | 'update' | 'destroy' | 'listed';
  /** The kernel's id: a 32-bit hash, so two connections may share one. */
  readonly id: number;
  /** `tcp`, `udp`, …, or the number of a protocol without a name. */
  readonly protocol: string;
  readonly state: string | undefined;
  readonly original: FlowTuple;
  readonly reply: FlowTuple;
  readonly replied: boolean;
}

/** Whether two entries describe the same connection. */
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

/** One direction of a tracked connection of a protocol with ports. */
interface PortTuple extends FlowTuple {
  readonly sport: number;
  readonly dport: number;
}

/** Both directions of a tracked connection of a protocol with ports. */
export interface TrackedTuples {
  readonly original: PortTuple;
  readonly reply: PortTuple;
}

/** The tuples of the entries that have ports. */
export function tuplesWithPorts(entries: readonly ConntrackEntry[]): readonly TrackedTuples[] {
  return entries.flatMap(({ original, reply }) =>
    hasPorts(original) && hasPorts(reply) ? [{ original, reply }] : [],
  );
}

function hasPorts(tuple: FlowTuple): tuple is PortTuple {
  return tuple.sport !== undefined && tuple.dport !== undefined;
}
