import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseBoundedJson } from './bounded-json';

it('parses what JSON.parse parses', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      expect(parseBoundedJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
    }),
  );
});

it('never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', '1', ',', ':') }),
      (text) => {
        expect(['boolean']).toContain(typeof parseBoundedJson(text).ok);
      },
    ),
  );
});

it('refuses text that is nested too deep, of any kind', () => {
  const deep = { ok: false, error: 'too-deep' };
  expect(parseBoundedJson('['.repeat(400_000))).toEqual(deep);
  expect(parseBoundedJson(`${'['.repeat(400_000)}${']'.repeat(400_000)}`)).toEqual(deep);
  expect(parseBoundedJson(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)).toEqual(deep);
  expect(parseBoundedJson(`${'['.repeat(64)}${']'.repeat(64)}`).ok).toBe(true);
});

it('does not count brackets in strings', () => {
  const text = JSON.stringify({ a: '['.repeat(1000), ['\\"['.repeat(100)]: '\\' });
  expect(parseBoundedJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
});

it('refuses what is not JSON', () => {
  expect(parseBoundedJson('')).toEqual({ ok: false, error: 'not-json' });
  expect(parseBoundedJson('{"a":')).toEqual({ ok: false, error: 'not-json' });
  expect(parseBoundedJson('"open')).toEqual({ ok: false, error: 'not-json' });
});
