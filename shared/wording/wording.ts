import { z } from 'zod';
import { english } from './english/english';
import { fill, placeholdersOf, type Placeholders } from './template';

/** What a sentence says in no language: which one of the table it is, and what goes into its places. */
export interface Wording {
  /** `GROUP.NAME` in the table of English. */
  readonly key: string;
  readonly values?: Readonly<Record<string, Value>> | undefined;
}

/** A name or a number, which is the same in all languages; or words, which are not. */
export type Value = string | number | Wording;

/** What a person reads: words of ours, or a text that stays as it is, such as what another program said. */
export type Text = string | Wording;

export const wordingSchema: z.ZodType<Wording> = z.lazy(() =>
  z.object({
    key: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), wordingSchema])).optional(),
  }),
);

type English = typeof english;
type KeyOf<Group extends keyof English> = Group extends string
  ? `${Group}.${keyof English[Group] & string}`
  : never;

/** The name of every sentence. */
export type WordingKey = KeyOf<keyof English>;

type TemplateOf<K extends WordingKey> = K extends `${infer Group}.${infer Name}`
  ? Group extends keyof English
    ? Name extends keyof English[Group]
      ? English[Group][Name] & string
      : never
    : never
  : never;

type ValuesOf<K extends WordingKey> = Readonly<Record<Placeholders<TemplateOf<K>>, Value>>;

/** Says a sentence of the table; the compiler checks that each of its places is given a value. */
export function say<K extends WordingKey>(
  key: K,
  ...[values]: Placeholders<TemplateOf<K>> extends never ? [] : [values: ValuesOf<K>]
): Wording {
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
export function isKnown(wording: Wording): wording is Wording & { readonly key: WordingKey } {
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
  { values = {} }: Wording,
  inWords: (wording: Wording) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? inWords(value) : String(value),
    ]),
  );
}

/** A text in English. */
export function inEnglish(text: Text): string {
  return typeof text === 'string'
    ? text
    : fill(templateOf(text.key) ?? text.key, valueTexts(text, inEnglish));
}

/** Fields of a record that a person reads: in English, and `wordings` for those that other languages word anew. */
export type Worded<Field extends string> = Readonly<Record<Field, string>> & {
  readonly wordings?: Readonly<Partial<Record<Field, Wording>>> | undefined;
};

/** Makes such fields of a record. */
export function worded<T extends Readonly<Partial<Record<string, Text>>>>(
  texts: T,
): { readonly [Field in keyof T]: string } & {
  readonly wordings?: { readonly [Field in keyof T]?: Wording };
} {
  const entries = Object.entries(texts).flatMap(([field, text]) =>
    text === undefined ? [] : [[field, text] as const],
  );
  const fields = entries.map(([field, text]) => [field, inEnglish(text)]);
  const wordings = entries.filter(([, text]) => typeof text !== 'string');
  return {
    ...(Object.fromEntries(fields) as { [Field in keyof T]: string }),
    ...(wordings.length === 0
      ? {}
      : { wordings: Object.fromEntries(wordings) as { [Field in keyof T]?: Wording } }),
  };
}

/** A field of a record as a text that can go into another record. */
export function textOf<Field extends string>(record: Worded<NoInfer<Field>>, field: Field): Text {
  return record.wordings?.[field] ?? record[field];
}

/** Sentences one after the other, each once; undefined when there is none. */
export function together(texts: readonly Text[]): Text | undefined {
  const [first, ...others] = new Map(
    texts.map((text) => [inEnglish(text), text] as const).filter(([english]) => english !== ''),
  ).values();
  return first === undefined
    ? undefined
    : others.reduce<Text>((before, next) => say('list.sentences', { before, next }), first);
}
