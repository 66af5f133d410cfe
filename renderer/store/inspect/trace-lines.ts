import type { z } from 'zod';
import type { Hop, traceEndSchema, TracedPacket, TraceLine } from '#shared/model/trace';
import { assertNever } from '#shared/result/result';

/** A packet with its hops in order. */
export interface FollowedPacket {
  readonly packet: TracedPacket;
  readonly hops: readonly Hop[];
}

export type TraceEndLine = z.infer<typeof traceEndSchema>;

/** What a trace has reported so far. */
export interface TraceRecord {
  readonly packets: readonly FollowedPacket[];
  readonly end: TraceEndLine | null;
}

export const emptyTrace: TraceRecord = { packets: [], end: null };

/**
 * Adds a line to the record. Hops are kept in the order of their numbers, whatever the order of
 * arrival.
 */
export function recordLine(record: TraceRecord, line: TraceLine): TraceRecord {
  switch (line.type) {
    case 'packet':
      return record.packets.some(({ packet }) => packet.traceId === line.traceId)
        ? record
        : { ...record, packets: [...record.packets, { packet: line, hops: [] }] };
    case 'hop':
      return {
        ...record,
        packets: record.packets.map((followed) =>
          followed.packet.traceId === line.traceId
            ? { ...followed, hops: inOrder(followed.hops, line) }
            : followed,
        ),
      };
    case 'end':
      return { ...record, end: line };
    default:
      return assertNever(line);
  }
}

/** A hop that is sent again, as when two namespaces are joined later, replaces the earlier one. */
function inOrder(hops: readonly Hop[], hop: Hop): readonly Hop[] {
  const others = hops.filter(({ seq }) => seq !== hop.seq);
  const at = others.findIndex(({ seq }) => seq > hop.seq);
  return at === -1 ? [...others, hop] : others.toSpliced(at, 0, hop);
}
