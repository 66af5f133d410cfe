import { z } from 'zod';
import { diffFields, fieldsDiffSchema, patchFields, type FieldsDiff } from './fields-diff';

/** What changed in the record that a key names. */
export interface RecordPatch<T> extends FieldsDiff<T> {
  readonly key: string;
}

/** Records that were added, changed or removed (their keys) in a keyed, ordered collection. */
export interface RecordsDiff<T> {
  readonly added: readonly T[];
  readonly updated: readonly RecordPatch<T>[];
  readonly removed: readonly string[];
}

/** How to identify the records of a collection, and their order in every snapshot. */
export interface Collection<T> {
  readonly keyOf: (record: T) => string;
  readonly compare: (a: T, b: T) => number;
}

/** A collection in the order of its keys, by code unit. */
export function keyedBy<T>(keyOf: (record: T) => string): Collection<T> {
  return { keyOf, compare: (a, b) => compareText(keyOf(a), keyOf(b)) };
}

/** Compares texts by code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * @param record a record's schema
 * @param fields the same with every field optional
 */
export function recordsDiffSchema<R extends z.ZodType, F extends z.ZodType>(record: R, fields: F) {
  const patch = fieldsDiffSchema(fields).unwrap().extend({ key: z.string() }).readonly();
  return z
    .object({
      added: z.array(record).readonly(),
      updated: z.array(patch).readonly(),
      removed: z.array(z.string()).readonly(),
    })
    .readonly();
}

/**
 * Compares two collections record by record, and records field by field; undefined when they are
 * equal.
 */
export function diffRecords<T extends object>(
  before: readonly T[],
  after: readonly T[],
  { keyOf }: Collection<T>,
): RecordsDiff<T> | undefined {
  if (before === after) return undefined;
  const old = new Map(before.map((record) => [keyOf(record), record]));
  const added: T[] = [];
  const updated: RecordPatch<T>[] = [];
  for (const record of after) {
    const key = keyOf(record);
    const previous = old.get(key);
    old.delete(key);
    const change = previous === undefined ? null : diffFields(previous, record);
    if (previous === undefined) added.push(record);
    else if (change !== null) updated.push({ key, ...change });
  }
  const removed = [...old.keys()];
  if (added.length + updated.length + removed.length === 0) return undefined;
  return { added, updated, removed };
}

/**
 * Applies a difference. Unchanged records keep their identity; the result is in the collection's
 * order.
 */
export function patchRecords<T extends object>(
  records: readonly T[],
  diff: RecordsDiff<T> | undefined,
  { keyOf, compare }: Collection<T>,
): readonly T[] {
  if (diff === undefined) return records;
  const byKey = new Map(records.map((record) => [keyOf(record), record]));
  for (const key of diff.removed) byKey.delete(key);
  for (const record of diff.added) byKey.set(keyOf(record), record);
  for (const patch of diff.updated) {
    const record = byKey.get(patch.key);
    if (record !== undefined) byKey.set(patch.key, patchFields(record, patch));
  }
  return [...byKey.values()].sort(compare);
}

/** Sorts records by their keys. */
export function sortRecords<T>(records: readonly T[], keyOf: (record: T) => string): readonly T[] {
  return [...records].sort(keyedBy(keyOf).compare);
}
