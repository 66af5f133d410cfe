import { z } from 'zod';

/** What came, what changed (its new value) and what went (its key) in a keyed, ordered collection. */
export interface RecordsDiff<T> {
  readonly added: readonly T[];
  readonly updated: readonly T[];
  readonly removed: readonly string[];
}

export function recordsDiffSchema<T extends z.ZodType>(record: T) {
  return z
    .object({
      added: z.array(record).readonly(),
      updated: z.array(record).readonly(),
      removed: z.array(z.string()).readonly(),
    })
    .readonly();
}

/** Compares two collections record by record; records are plain JSON values. */
export function diffRecords<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (record: T) => string,
): RecordsDiff<T> {
  const old = new Map(before.map((record) => [keyOf(record), record]));
  const added: T[] = [];
  const updated: T[] = [];
  for (const record of after) {
    const previous = old.get(keyOf(record));
    old.delete(keyOf(record));
    if (previous === undefined) added.push(record);
    else if (previous !== record && JSON.stringify(previous) !== JSON.stringify(record)) {
      updated.push(record);
    }
  }
  return { added, updated, removed: [...old.keys()] };
}

/** Applies a difference. Unchanged records keep their identity; the result is sorted by key. */
export function patchRecords<T>(
  records: readonly T[],
  diff: RecordsDiff<T> | undefined,
  keyOf: (record: T) => string,
): readonly T[] {
  if (diff === undefined) return records;
  const byKey = new Map(records.map((record) => [keyOf(record), record]));
  for (const key of diff.removed) byKey.delete(key);
  for (const record of [...diff.added, ...diff.updated]) byKey.set(keyOf(record), record);
  return sortRecords([...byKey.values()], keyOf);
}

/** The order in which collections stand in every snapshot: by key, by code unit. */
export function sortRecords<T>(records: readonly T[], keyOf: (record: T) => string): readonly T[] {
  return [...records].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

export function isEmptyRecordsDiff(diff: RecordsDiff<unknown>): boolean {
  return diff.added.length + diff.updated.length + diff.removed.length === 0;
}
