import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellCommand } from './shell-words';

it('leaves words alone that every shell takes as they are', () => {
  const words = ['ip6tables', '-t', 'nat', '!', '-d', '::1/128', 'key=value', 'a@b.c'];
  expect(shellCommand(words)).toBe('ip6tables -t nat ! -d ::1/128 key=value a@b.c');
});

it.each([
  ['two words', "'two words'"],
  ["it's", String.raw`'it'\''s'`],
  ['$(reboot)', "'$(reboot)'"],
  ['[fd00::2]:80', "'[fd00::2]:80'"],
  ['', "''"],
  ['~root', "'~root'"],
  ['a\nb', String.raw`$'a\x0ab'`],
  ["'\u001b]0;x", String.raw`$'\'\x1b]0;x'`],
  ['a\u202eb', String.raw`$'a\xe2\x80\xaeb'`],
])('quotes %j', (word, text) => {
  expect(shellCommand([word])).toBe(text);
});

it('is read by bash as the same words, whatever they are', () => {
  const words = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 });
  const wellFormed = words.filter((all) =>
    all.every((word) => !word.includes('\0') && Buffer.from(word).toString() === word),
  );
  fc.assert(
    fc.property(wellFormed, (expected) => {
      const script = `printf '%s\\0' ${shellCommand(expected)}`;
      const read = execFileSync('/bin/bash', ['-c', script], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
