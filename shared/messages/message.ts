import { z } from 'zod';
import { english } from './en/en';
import { fill, placeholdersOf, type Placeholders } from './template';

/** What a sentence says in no language: which one of the table it is, and what goes into its places. */
export interface Message {
  /** `GROUP.NAME` in the table of English. */
  readonly key: string;
  readonly values?: Readonly<Record<string, Value>> | undefined;
}

/** A name or a number, which is the same in all languages; or words, which are not. */
export type Value = string | number | Message;

/** What a person reads: words of ours, or a text that stays as it is, such as what another program said. */
export type Text = string | Message;

export const messageSchema: z.ZodType<Message> = z.lazy(() =>
  z.object({
    key: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), messageSchema])).optional(),
  }),
);

type English = typeof english;
type KeyOf<Group extends keyof English> = Group extends string
  ? `${Group}.${keyof English[Group] & string}`
  : never;

/** The name of every sentence. */
export type MessageKey = KeyOf<keyof English>;

type TemplateOf<K extends MessageKey> = K extends `${infer Group}.${infer Name}`
  ? Group extends keyof English
    ? Name extends keyof English[Group]
      ? English[Group][Name] & string
      : never
    : never
  : never;

type ValuesOf<K extends MessageKey> = Readonly<Record<Placeholders<TemplateOf<K>>, Value>>;

/** Says a sentence of the table; the compiler checks that each of its places is given a value. */
export function msg<K extends MessageKey>(
  key: K,
  ...[values]: Placeholders<TemplateOf<K>> extends never ? [] : [values: ValuesOf<K>]
): Message {
  return values === undefined ? { key } : { key, values };
}

/** The English of a sentence, as a template; undefined when there is none of that name. */
export function templateOf(key: string): string | undefined {
  const [group = '', name = ''] = key.split('.');
  const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = english;
  if (!Object.hasOwn(groups, group)) return undefined;
  const texts = groups[group] ?? {};
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

/** Whether this program has the sentence, and a value for each of its places: another version may have said it. */
export function isKnown(wording: Message): wording is Message & { readonly key: MessageKey } {
  const { key, values = {} } = wording;
  const template = templateOf(key);
  return (
    template !== undefined &&
    placeholdersOf(template).every((name) => Object.hasOwn(values, name)) &&
    Object.values(values).every((value) => typeof value !== 'object' || isKnown(value))
  );
}

/** Turns the values of a sentence into strings, words among them by a language's own way to say them. */
export function valueTexts(
  { values = {} }: Message,
  inWords: (wording: Message) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? inWords(value) : String(value),
    ]),
  );
}

/** A text in English. */
export function toEnglish(text: Text): string {
  return typeof text === 'string'
    ? text
    : fill(templateOf(text.key) ?? text.key, valueTexts(text, toEnglish));
}

/** Fields of a record that a person reads: in English, and `wordings` for those that other languages word anew. */
export type Worded<Field extends string> = Readonly<Record<Field, string>> & {
  readonly wordings?: Readonly<Partial<Record<Field, Message>>> | undefined;
};

/** Makes such fields of a record. */
export function worded<T extends Readonly<Partial<Record<string, Text>>>>(
  texts: T,
): { readonly [Field in keyof T]: string } & {
  readonly wordings?: { readonly [Field in keyof T]?: Message };
} {
  const entries = Object.entries(texts).flatMap(([field, text]) =>
    text === undefined ? [] : [[field, text] as const],
  );
  const fields = entries.map(([field, text]) => [field, toEnglish(text)]);
  const wordings = entries.filter(([, text]) => typeof text !== 'string');
  return {
    ...(Object.fromEntries(fields) as { [Field in keyof T]: string }),
    ...(wordings.length === 0
      ? {}
      : { wordings: Object.fromEntries(wordings) as { [Field in keyof T]?: Message } }),
  };
}

/** A field of a record as a text that can go into another record. */
export function textOf<Field extends string>(record: Worded<NoInfer<Field>>, field: Field): Text {
  return record.wordings?.[field] ?? record[field];
}

/** Sentences one after the other, each once; undefined when there is none. */
export function together(texts: readonly Text[]): Text | undefined {
  const [first, ...others] = new Map(
    texts.map((text) => [toEnglish(text), text] as const).filter(([english]) => english !== ''),
  ).values();
  return first === undefined
    ? undefined
    : others.reduce<Text>((before, next) => msg('list.sentences', { before, next }), first);
}
