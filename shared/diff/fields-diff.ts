import { z } from 'zod';

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
  const present = new Map<string, unknown>(Object.entries(after));
  const unset = [...old].flatMap(([name, value]) =>
    value !== undefined && present.get(name) === undefined ? [name] : [],
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

/**
 * Whether two plain JSON values are equal, in any order of their fields. An undefined field counts as
 * absent. Reads own fields only and calls no method of the values, since a container's labels may be
 * named `valueOf` or `constructor`.
 */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isEqual(item, b[index]))
    );
  }
  return (
    Object.keys(a).every((name) => isEqual(ownField(a, name), ownField(b, name))) &&
    Object.keys(b).every((name) => Object.hasOwn(a, name) || ownField(b, name) === undefined)
  );
}

function ownField(record: object, name: string): unknown {
  return Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
}
