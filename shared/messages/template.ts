/** The names of the values that a template has places for, as `{{name}}`. */
export type Placeholders<T extends string> = T extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

const place = /\{\{(\w+)\}\}/g;

/** The same, of a template at run time. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(place)].map(([, name = '']) => name);
}

/** Puts values into a template; a place without a value is left empty. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(place, (_, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : '',
  );
}

/** The shape of another language: the same keys, any texts. */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translation<T[K]>;
};
