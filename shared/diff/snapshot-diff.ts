import { z } from 'zod';
import { attachmentSchema } from '../model/attachment';
import { publicationSchema } from '../model/publication';
import { bridgeSchema, endpointSchema, stalePartSchema, type Snapshot } from '../model/snapshot';
import { isEqual } from './fields-diff';
import { diffHosts, hostDiffSchema, patchHost } from './host-diff';
import { diffRecords, keyedBy, patchRecords, recordsDiffSchema } from './records-diff';

/**
 * What turns the snapshot of revision `from` into that of revision `to`. Absent parts are
 * unchanged.
 */
export const snapshotDiffSchema = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    host: hostDiffSchema.optional(),
    bridges: recordsDiffSchema(bridgeSchema, bridgeSchema.unwrap().partial()).optional(),
    endpoints: recordsDiffSchema(endpointSchema, endpointSchema.unwrap().partial()).optional(),
    publications: recordsDiffSchema(
      publicationSchema,
      publicationSchema.unwrap().partial(),
    ).optional(),
    attachments: recordsDiffSchema(
      attachmentSchema,
      attachmentSchema.unwrap().partial(),
    ).optional(),
    /** Every part that is stale now. */
    stale: z.array(stalePartSchema).readonly().optional(),
  })
  .readonly();
export type SnapshotDiff = z.infer<typeof snapshotDiffSchema>;

const byName = keyedBy<{ readonly name: string }>(({ name }) => name);
const byId = keyedBy<{ readonly id: string }>(({ id }) => id);

/** The difference between two snapshots, or null when only their revisions differ. */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotDiff | null {
  const sameStale = isEqual(before.stale ?? [], after.stale ?? []);
  const parts = {
    host: diffHosts(before.host, after.host),
    bridges: diffRecords(before.bridges, after.bridges, byName),
    endpoints: diffRecords(before.endpoints, after.endpoints, byId),
    publications: diffRecords(before.publications, after.publications, byId),
    attachments: diffRecords(before.attachments, after.attachments, byId),
    stale: sameStale ? undefined : (after.stale ?? []),
  };
  const changed = Object.entries(parts).filter(([, part]) => part !== undefined);
  if (changed.length === 0) return null;
  return { from: before.revision, to: after.revision, ...Object.fromEntries(changed) };
}

/** Applies a difference to a snapshot. Returns null when it starts from another revision. */
export function patchSnapshot(snapshot: Snapshot, diff: SnapshotDiff): Snapshot | null {
  if (snapshot.revision !== diff.from) return null;
  return {
    revision: diff.to,
    host: patchHost(snapshot.host, diff.host),
    bridges: patchRecords(snapshot.bridges, diff.bridges, byName),
    endpoints: patchRecords(snapshot.endpoints, diff.endpoints, byId),
    publications: patchRecords(snapshot.publications, diff.publications, byId),
    attachments: patchRecords(snapshot.attachments, diff.attachments, byId),
    stale: diff.stale ?? snapshot.stale,
  };
}
