import { z } from 'zod';
import { messagesEn } from './en/en';
import { fill, placeholdersOf, type Placeholders } from './template';

/** A text by its key, and the values of its placeholders: the same in every language. */
export interface Message {
  /** `GROUP.NAME` in the table of English. */
  readonly key: string;
  readonly values?: Readonly<Record<string, Value>> | undefined;
}

/** A name or a number, which is the same in all languages; or a message, which is not. */
export type Value = string | number | Message;

/** What a person reads. A string is shown as it is: another program or an old version wrote it. */
export type Text = string | Message;

export const messageSchema: z.ZodType<Message> = z.lazy(() =>
  z.object({
    key: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), messageSchema])).optional(),
  }),
);

/** The schema of a record's field that a person reads. */
export const textSchema = z.union([z.string(), messageSchema]);

type English = typeof messagesEn;
type KeyOf<Group extends keyof English> = Group extends string
  ? `${Group}.${keyof English[Group] & string}`
  : never;

/** The key of every message. */
export type MessageKey = KeyOf<keyof English>;

type TemplateOf<K extends MessageKey> = K extends `${infer Group}.${infer Name}`
  ? Group extends keyof English
    ? Name extends keyof English[Group]
      ? English[Group][Name] & string
      : never
    : never
  : never;

type ValuesOf<K extends MessageKey> = Readonly<Record<Placeholders<TemplateOf<K>>, Value>>;

/** Makes a message; the compiler checks that each of its placeholders has a value. */
export function msg<K extends MessageKey>(
  key: K,
  ...[values]: Placeholders<TemplateOf<K>> extends never ? [] : [values: ValuesOf<K>]
): Message {
  return values === undefined ? { key } : { key, values };
}

/** Makes a message of a text that stays as it is, such as what another program printed. */
export function verbatim(text: Text): Message {
  return typeof text === 'string' ? msg('text.verbatim', { text }) : text;
}

/** Returns the English template of a key; undefined when this version has none. */
export function templateOf(key: string): string | undefined {
  const [group = '', name = ''] = key.split('.');
  const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = messagesEn;
  if (!Object.hasOwn(groups, group)) return undefined;
  const texts = groups[group] ?? {};
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

/** Whether this version knows the message, which another one may have sent, and has all values. */
export function isKnown(message: Message): message is Message & { readonly key: MessageKey } {
  const { key, values = {} } = message;
  const template = templateOf(key);
  return (
    template !== undefined &&
    placeholdersOf(template).every((name) => Object.hasOwn(values, name)) &&
    Object.values(values).every((value) => typeof value !== 'object' || isKnown(value))
  );
}

/**
 * Renders a text with the templates of a language, messages among its values too.
 *
 * @param template returns the template of a key
 * @param shown how a text or a value that is no message is shown
 */
export function renderText(
  text: Text,
  template: (key: string) => string | undefined,
  shown: (text: string) => string = (same) => same,
): string {
  if (typeof text === 'string') return shown(text);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(text.values ?? {})) {
    values[name] = typeof value === 'number' ? String(value) : renderText(value, template, shown);
  }
  return fill(template(text.key) ?? shown(text.key), values);
}

/** Renders a text in English. */
export function toEnglish(text: Text): string {
  return renderText(text, templateOf);
}

/** Joins sentences, each once; undefined when there is none. */
export function joinSentences(texts: readonly Text[]): Text | undefined {
  const [first, ...others] = new Map(
    texts.map((text) => [toEnglish(text), text] as const).filter(([english]) => english !== ''),
  ).values();
  return first === undefined
    ? undefined
    : others.reduce<Text>((before, next) => msg('text.sentences', { before, next }), first);
}
