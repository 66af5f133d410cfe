import { msg, type Message } from '../messages/message';

/** How much a JSON value may hold. */
export interface JsonLimits {
  /** Objects and arrays within each other. */
  readonly depth: number;
  /** Objects, arrays and other values. */
  readonly values: number;
  /** Characters of one text, in UTF-16 units; the name of a field is one, too. */
  readonly text: number;
  /** Elements of all arrays in fields of a name, by that name. */
  readonly elements: Readonly<Record<string, number>>;
}

/**
 * What exceeds the limits, or null. Takes time and memory in proportion to the limits, however deep
 * or large the value is.
 */
export function excessOf(root: unknown, limits: JsonLimits): Message | null {
  const counted = new Map<string, number>();
  const waiting: { readonly value: object; readonly depth: number }[] = [];
  let values = 0;
  /** Takes one value; its content has to wait, so that depth costs no stack. */
  const take = (name: string, value: unknown, depth: number): Message | null => {
    if (++values > limits.values) return msg('file.tooManyValues', { most: limits.values });
    if (name.length > limits.text || (typeof value === 'string' && value.length > limits.text)) {
      return msg('file.textTooLong', { most: limits.text });
    }
    if (typeof value !== 'object' || value === null) return null;
    if (depth > limits.depth) return msg('file.tooDeep', { most: limits.depth });
    waiting.push({ value, depth });
    const most = Object.hasOwn(limits.elements, name) ? limits.elements[name] : undefined;
    if (!Array.isArray(value) || most === undefined) return null;
    const count = (counted.get(name) ?? 0) + value.length;
    counted.set(name, count);
    return count > most ? msg('file.tooMany', { most, what: name }) : null;
  };
  const takeContent = (value: object, depth: number): Message | null => {
    if (Array.isArray(value)) {
      for (const element of value) {
        const excess = take('', element, depth);
        if (excess !== null) return excess;
      }
    } else {
      for (const [name, field] of Object.entries(value)) {
        const excess = take(name, field, depth);
        if (excess !== null) return excess;
      }
    }
    return null;
  };
  let excess = take('', root, 1);
  for (let next = waiting.pop(); next !== undefined && excess === null; next = waiting.pop()) {
    excess = takeContent(next.value, next.depth + 1);
  }
  return excess;
}
