import { z } from 'zod';
import {
  endpointSchema,
  bridgeSchema,
  hostSchema,
  stalePartSchema,
  type Host,
  type Snapshot,
} from '../model/snapshot';
import { attachmentSchema } from '../model/attachment';
import { publicationSchema } from '../model/publication';
import { diffRecords, patchRecords, recordsDiffSchema, isEmptyRecordsDiff } from './records-diff';

/** What turns the snapshot of revision `from` into the one of revision `to`. Absent parts are as before. */
export const snapshotDiffSchema = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    host: hostSchema.optional(),
    bridges: recordsDiffSchema(bridgeSchema).optional(),
    endpoints: recordsDiffSchema(endpointSchema).optional(),
    publications: recordsDiffSchema(publicationSchema).optional(),
    attachments: recordsDiffSchema(attachmentSchema).optional(),
    /** All that is old now. */
    stale: z.array(stalePartSchema).readonly().optional(),
  })
  .readonly();
export type SnapshotDiff = z.infer<typeof snapshotDiffSchema>;

const byName = (record: { readonly name: string }): string => record.name;
const byId = (record: { readonly id: string }): string => record.id;

/** The difference between two snapshots, or null when only their revisions differ. */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotDiff | null {
  const host = isSameHost(before.host, after.host) ? undefined : after.host;
  const bridges = diffRecords(before.bridges, after.bridges, byName);
  const endpoints = diffRecords(before.endpoints, after.endpoints, byId);
  const publications = diffRecords(before.publications, after.publications, byId);
  const attachments = diffRecords(before.attachments, after.attachments, byId);
  const sameStale = JSON.stringify(before.stale ?? []) === JSON.stringify(after.stale ?? []);
  const diff: SnapshotDiff = {
    from: before.revision,
    to: after.revision,
    ...(host === undefined ? {} : { host }),
    ...(isEmptyRecordsDiff(bridges) ? {} : { bridges }),
    ...(isEmptyRecordsDiff(endpoints) ? {} : { endpoints }),
    ...(isEmptyRecordsDiff(publications) ? {} : { publications }),
    ...(isEmptyRecordsDiff(attachments) ? {} : { attachments }),
    ...(sameStale ? {} : { stale: after.stale ?? [] }),
  };
  return Object.keys(diff).length > 2 ? diff : null;
}

/** Compares hosts; thousands of listeners are mostly the very same value. */
function isSameHost(before: Host, after: Host): boolean {
  const { listeners: old, ...oldRest } = before;
  const { listeners, ...rest } = after;
  return (
    (old === listeners || JSON.stringify(old) === JSON.stringify(listeners)) &&
    JSON.stringify(oldRest) === JSON.stringify(rest)
  );
}

/** Applies a difference to the snapshot that it starts from, or gives null when revisions do not meet. */
export function patchSnapshot(snapshot: Snapshot, diff: SnapshotDiff): Snapshot | null {
  if (snapshot.revision !== diff.from) return null;
  const stale = diff.stale ?? snapshot.stale;
  return {
    revision: diff.to,
    host: diff.host ?? snapshot.host,
    bridges: patchRecords(snapshot.bridges, diff.bridges, byName),
    endpoints: patchRecords(snapshot.endpoints, diff.endpoints, byId),
    publications: patchRecords(snapshot.publications, diff.publications, byId),
    attachments: patchRecords(snapshot.attachments, diff.attachments, byId),
    ...(stale === undefined ? {} : { stale }),
  };
}
