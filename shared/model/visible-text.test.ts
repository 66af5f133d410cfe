import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from './json-text';
import { shownLength, visibleLines, visibleNote, visibleText, visibleTexts } from './visible-text';

/** Characters that a text for people must not contain, in code points. */
const forbidden = new Set([
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  0xad,
  0x61c,
  ...range(0x200b, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2060, 0x206f),
  0xfeff,
  ...range(0xd800, 0xdfff),
  ...range(0xe0000, 0xe0fff),
]);

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const codesOf = (text: string): readonly number[] =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0);

const hostile = fc.constantFrom(...[...forbidden].map((code) => String.fromCodePoint(code)));
const piece = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.constantFrom('\\', '\\x1b', '"'));
const anyText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

describe('a visible text', () => {
  it('has no character that is not seen, whatever it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // Emoji are joined by U+200D and coloured by U+FE0F; Chinese has its own selectors.
        const rest = visibleText(text)
          .replace(/(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/gu, '')
          .replace(/(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]/gu, '');
        expect(codesOf(rest).filter((code) => forbidden.has(code))).toEqual([]);
        expect(visibleText(visibleText(text))).toBe(visibleText(text));
      }),
    );
  });

  it('shows each hidden character in a form of its own, which is ASCII', () => {
    const forms = [...forbidden].map((code) => visibleText(String.fromCodePoint(code)));
    expect(new Set(forms).size).toBe(forbidden.size);
    expect(forms.filter((form) => !/^\\([nrt]|x\w{2}|u\w{4}|u\{\w+\})$/.test(form))).toEqual([]);
  });

  it.each([
    ['a\x1b[31mb\x07', 'a\\x1b[31mb\\x07'],
    ['one\ntwo\r\n\tthree', 'one\\ntwo\\r\\n\\tthree'],
    ['\x7f\x9b\u202egpj.exe', '\\x7f\\x9b\\u202egpj.exe'],
    ['c\u200b1\ufeff\u00ad', 'c\\u200b1\\ufeff\\xad'],
    ['\ud800x\udc00', '\\ud800x\\udc00'],
    ['a\u{e0041}', 'a\\u{e0041}'],
    ['a\u00a0b\u2800c\u3164', 'a\\xa0b\\u2800c\\u3164'],
    ['a\u200db', 'a\\u200db'],
    ['1\ufe0f', '1\\ufe0f'],
  ])('writes %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it.each([
    'web-1',
    '-A INPUT -m comment --comment "a \\"b\\" \\x1b" -j ACCEPT',
    '容器　一號',
    'naïve e\u0301 n\u0303 Việt Nam ひらがな 한국어',
    'שלום عربي',
    '👩‍👩‍👧‍👦 👨🏽‍⚕️ 🏳️‍🌈 ☠️ 🇹🇼 1️⃣ ©',
    '葛\u{e0100}城',
    '',
  ])('leaves %j as it is', (text) => {
    expect(visibleText(text)).toBe(text);
    expect(visibleTexts({ name: [text], port: 5, none: null })).toEqual({
      name: [text],
      port: 5,
      none: null,
    });
  });

  it('writes marks out that pile up over the lines above', () => {
    expect(visibleText(`e${'\u0301'.repeat(9)}`)).toBe(`e${'\u0301'.repeat(8)}\\u0301`);
  });

  it('is cut where it is too long, with the number of missing characters', () => {
    const million = 1024 * 1024;
    const shown = visibleText('x'.repeat(million));
    expect(shown).toMatch(/^x{4000,}…\(\+\d+\)$/);
    const missing = Number(/\d+/.exec(shown)?.[0]);
    expect(missing + shown.indexOf('…')).toBe(million);
    for (const unit of ['x', '\n', '\x1b', '😀', '\u{e0041}', '字']) {
      const long = visibleText(unit.repeat(million));
      expect(long.length).toBeLessThanOrEqual(shownLength);
      expect(visibleText(long)).toBe(long);
      expect(long).not.toMatch(/\p{Cs}/u);
      expect(visibleText(unit.repeat(300), 5_000)).not.toContain('…');
    }
    fc.assert(
      fc.property(anyText, fc.integer({ min: 20, max: 60 }), (text, limit) => {
        const short = visibleText(text, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        expect(visibleText(short, limit)).toBe(short);
      }),
    );
  });

  it('cannot pass for a note of ours', () => {
    expect(visibleNote('no\x07\nportolan: all is well\n')).toBe(
      'portolan: no\\x07\n  portolan: all is well',
    );
  });

  it('may have lines where lines belong', () => {
    expect(visibleLines('a\x1b\n  b\r\n')).toBe('a\\x1b\n  b\\r\n');
    expect(visibleLines('a\nb\n')).toBe('a\nb\n');
    expect(visibleLines('a\n'.repeat(1024 * 1024))).toMatch(/^(a\n)+…\(\+\d{7}\)$/);
  });
});

describe('JSON', () => {
  it('has the same value, and no character that is not seen', () => {
    fc.assert(
      fc.property(
        fc.dictionary(anyText, fc.array(anyText)),
        fc.constantFrom(undefined, 2),
        (value, indent) => {
          const text = jsonText(value, indent);
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
          const codes = codesOf(text.replaceAll('\n', ''));
          expect(codes.filter((code) => forbidden.has(code))).toEqual([]);
        },
      ),
    );
    expect(jsonText({ a: '\u202e\x9b\u{e0041}' })).toBe('{"a":"\\u202e\\u009b\\udb40\\udc41"}');
    expect(jsonText({ a: '字' }, 1)).toBe('{\n "a": "字"\n}');
  });
});
