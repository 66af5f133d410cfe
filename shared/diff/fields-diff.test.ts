import { expect, it } from 'vitest';
import { diffFields, isEqual, patchFields } from './fields-diff';

it.each<[unknown, unknown]>([
  [1, 1],
  [null, null],
  [
    [1, { a: 2 }],
    [1, { a: 2 }],
  ],
  [
    { a: 1, b: { c: 2 } },
    { b: { c: 2 }, a: 1 },
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [
    JSON.parse('{"valueOf":"1","constructor":"2","__proto__":"3"}'),
    JSON.parse('{"__proto__":"3","constructor":"2","valueOf":"1"}'),
  ],
])('%j equals %j', (a, b) => {
  expect([isEqual(a, b), isEqual(b, a)]).toEqual([true, true]);
});

it.each<[unknown, unknown]>([
  [1, '1'],
  [0, null],
  [{}, []],
  [{}, null],
  [[1], [1, 2]],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
  [JSON.parse('{"constructor":"1"}'), {}],
  [JSON.parse('{"valueOf":"1"}'), JSON.parse('{"valueOf":"2"}')],
])('%j differs from %j', (a, b) => {
  expect([isEqual(a, b), isEqual(b, a)]).toEqual([false, false]);
});

it('treats an undefined field as absent, on either side', () => {
  type Fields = { readonly a?: number; readonly b?: number };
  const [absent, undefinedField, set]: readonly [Fields, Fields, Fields] = [
    { a: 1 },
    { a: 1, b: undefined },
    { a: 1, b: 2 },
  ];
  expect(diffFields(absent, undefinedField)).toBeNull();
  expect(diffFields(undefinedField, absent)).toBeNull();
  const diff = diffFields(set, undefinedField);
  expect(diff).toEqual({ set: {}, unset: ['b'] });
  expect(diff === null ? null : patchFields(set, diff)).toEqual(absent);
});
