import { toEnglish, type Message } from './message';

/** A record whose messages are rendered: strings in place of texts. It fits wherever `T` does. */
export type InEnglish<T> = T extends object
  ? IsMessage<T> extends true
    ? string
    : { readonly [K in keyof T]: InEnglish<T[K]> }
  : T;

type IsMessage<T> = T extends Message ? (Message extends T ? true : false) : false;

/** Renders every message in a value, at any depth, in English. Other parts stay as they are. */
export function inEnglish<T>(value: T): InEnglish<T> {
  return rendered(value) as InEnglish<T>;
}

function rendered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isMessage(value)) return toEnglish(value);
  if (Array.isArray(value)) {
    const items = value.map(rendered);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const entries = Object.entries(value).map(
    ([key, field]) => [key, field, rendered(field)] as const,
  );
  return entries.every(([, before, after]) => before === after)
    ? value
    : Object.fromEntries(entries.map(([key, , after]) => [key, after]));
}

/** Whether an object is a message: no other record has such a key and at most values beside it. */
function isMessage(value: object): value is Message {
  const fields = Object.keys(value);
  return (
    'key' in value &&
    typeof value.key === 'string' &&
    /^[a-z]\w*\.\w+$/i.test(value.key) &&
    fields.every((field) => field === 'key' || field === 'values')
  );
}
