/** More different words than this are not kept. */
const limit = 65_536;
const known = new Map<string, string>();

/**
 * Gives one string for all equal ones, so that a table of many connections holds each address once. A part of a
 * longer text would keep all of that text in memory (V8's sliced strings), so what is kept is a copy.
 */
export function intern(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= limit) known.clear();
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  known.set(copy, copy);
  return copy;
}
