import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEnglish } from '../messages/message';
import { excessOf } from './json-limits';

const limits = { depth: 4, values: 1_000, text: 10, elements: { things: 5 } };
const excess = (value: unknown) => {
  const message = excessOf(value, limits);
  return message === null ? null : toEnglish(message);
};
/** Arrays within each other, built without recursion. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

describe('excessOf', () => {
  it.each([
    ['a number', 7],
    ['null', null],
    ['a text', 'x'.repeat(10)],
    ['four levels', nested(4)],
    ['five things', { things: [1, 2, 3, 4, 5] }],
    ['many others', { others: [1, 2, 3, 4, 5, 6] }],
    ['a thousand values', Array(999).fill(0)],
    ['names of Object.prototype', JSON.parse('{"__proto__":{"valueOf":[1]},"toString":2}')],
  ])('accepts %s', (_, value) => {
    expect(excess(value)).toBeNull();
  });

  it.each([
    ['a long text', { a: ['x'.repeat(11)] }, 'a text has more than 10 characters'],
    ['a long name', { ['x'.repeat(11)]: 1 }, 'a text has more than 10 characters'],
    ['five levels', nested(5), 'nested more than 4 levels deep'],
    ['a million levels', nested(1_000_000), 'nested more than 4 levels deep'],
    ['a hidden level', JSON.parse('{"__proto__":{"a":{"b":{"c":{}}}}}'), 'more than 4 levels'],
    ['six things', { things: [1, 2, 3, 4, 5, 6] }, 'more than 5 things'],
    ['things here and there', [{ things: [1, 2, 3] }, { things: [1, 2, 3] }], '5 things'],
    ['many values', Array(1_000).fill(0), 'more than 1000 values'],
    ['many fields', Object.fromEntries(Array(1_000).entries()), 'more than 1000 values'],
    ['very many values', Array(10_000_000).fill(0), 'more than 1000 values'],
  ])('refuses %s', (_, value, problem) => {
    expect(excess(value)).toContain(problem);
  });

  it('counts like JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        let depth = 0;
        let deepest = 0;
        for (const one of text.replace(/"(?:[^"\\]|\\.)*"/g, '""')) {
          if ('[{'.includes(one)) deepest = Math.max(deepest, ++depth);
          if (']}'.includes(one)) depth--;
        }
        const alone = { depth: 4, values: Infinity, text: Infinity, elements: {} };
        expect(excessOf(value, alone) !== null).toBe(deepest > 4);
      }),
    );
  });
});
