import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpJson } from './parse-ip-json';

/** Writes a text as iproute2 does (lib/json_writer.c, `jsonw_puts`): it escapes only these. */
const escapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\f': '\\f',
  '\b': '\\b',
  '\\': '\\\\',
  '"': '\\"',
};
const printed = (text: string): string =>
  `"${Array.from(text, (character) => escapes[character] ?? character).join('')}"`;

describe('parseIpJson', () => {
  it('reads any name as iproute2 prints it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
        const text = `[${names.map((name) => `{"ifname":${printed(name)}}`).join(',')}]\n`;
        const records = names.map((ifname) => ({ ifname }));
        expect(parseIpJson(text)).toEqual({ records, unread: 0 });
      }),
    );
  });

  it('reads a list over several lines', () => {
    expect(parseIpJson('[\n {"a": 1},\n\t{"a": 2}\n]\n').records).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('reads the apostrophe that older releases escape', () => {
    expect(parseIpJson(`[{"a":"x\\'y\\\\"}]`).records).toEqual([{ a: "x'y\\" }]);
  });

  it('leaves out one broken record and counts it', () => {
    const text = '[{"a":1},{"a":oops},{"b":{"c":"}{"}},{"a":2}]';
    expect(parseIpJson(text)).toEqual({
      records: [{ a: 1 }, { b: { c: '}{' } }, { a: 2 }],
      unread: 1,
    });
  });

  it('lists nothing for an empty text', () => {
    expect(parseIpJson('\n')).toEqual({ records: [], unread: 0 });
  });

  it('refuses a list that was cut, since the rest is unknown', () => {
    expect(() => parseIpJson('[{"a":1},{"a"')).toThrow();
    expect(() => parseIpJson('{"a":1}')).toThrow();
  });

  it('leaves out a record of any depth', () => {
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    expect(parseIpJson(`[{"a":1},${deep}]`).records[0]).toEqual({ a: 1 });
    expect(parseIpJson(`[{"a":1},{"a":oops},${deep}]`).records).toEqual([{ a: 1 }]);
  });
});
