import isEqual from 'fast-deep-equal';
import { z } from 'zod';

export { isEqual };

/** What changed in one record: fields with a new value, and names of fields that are gone. */
export interface FieldsDiff<T> {
  readonly set: Partial<T>;
  readonly unset: readonly string[];
}

/** @param fields the record's schema with every field optional */
export function fieldsDiffSchema<T extends z.ZodType>(fields: T) {
  return z.object({ set: fields, unset: z.array(z.string()).readonly() }).readonly();
}

/**
 * Compares two records of plain JSON values field by field. An undefined field counts as absent.
 *
 * @returns null when they are equal
 */
export function diffFields<T extends object>(before: T, after: T): FieldsDiff<T> | null {
  if (before === after) return null;
  const old = new Map<string, unknown>(Object.entries(before));
  const set = Object.entries(after).filter(
    ([name, value]) => value !== undefined && !isEqual(old.get(name), value),
  );
  const kept = new Map<string, unknown>(Object.entries(after));
  const unset = [...old].flatMap(([name, value]) =>
    value !== undefined && kept.get(name) === undefined ? [name] : [],
  );
  if (set.length === 0 && unset.length === 0) return null;
  return { set: Object.fromEntries(set) as Partial<T>, unset };
}

/**
 * Applies a difference to the record that it was made from. Unchanged fields keep their identity.
 */
export function patchFields<T extends object>(record: T, { set, unset }: FieldsDiff<T>): T {
  const fields = Object.entries({ ...record, ...set }).filter(([name]) => !unset.includes(name));
  return Object.fromEntries(fields) as T;
}
