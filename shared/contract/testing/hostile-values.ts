import fc from 'fast-check';
import type { z } from 'zod';

/** What a terminal obeys, what moves or hides other text, and what breaks a line. */
const hidden = fc.constantFrom(
  '\x1b]0;title\x07',
  '\x1b[2J',
  '\r',
  '\n',
  '\t',
  '\x7f',
  '\x9b31m',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\u{e0041}',
  '\ud800',
);
const hostileText = fc
  .tuple(fc.string({ maxLength: 4 }), hidden, fc.constantFrom('', 'web', '容器', ' ok'))
  .map((parts) => parts.join(''));

/** Values that a schema accepts, with a hostile text wherever it leaves the text open. */
export function valuesOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return hostileText;
    case 'number':
      return fc.integer({ min: 1, max: 60_000 });
    case 'boolean':
      return fc.boolean();
    case 'unknown':
      return hostileText;
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array':
      return fc.array(valuesOf(def.element), { minLength: 1, maxLength: 2 });
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(def.shape).map(([key, field]) => [key, valuesOf(field)])),
      );
    case 'record':
      return fc.dictionary(hostileText, valuesOf(def.valueType), { maxKeys: 2 });
    case 'union':
      return fc.oneof(...def.options.map(valuesOf));
    case 'optional':
      return fc.option(valuesOf(def.innerType), { nil: undefined, freq: 5 });
    case 'nullable':
      return fc.option(valuesOf(def.innerType), { freq: 5 });
    case 'readonly':
    case 'default':
      return valuesOf(def.innerType);
    case 'lazy':
      // Messages are the only recursive record.
      return hostileText.map((text) => ({ key: 'text.verbatim', values: { text } }));
    default:
      throw new Error(`no values for ${def.type}`);
  }
}
