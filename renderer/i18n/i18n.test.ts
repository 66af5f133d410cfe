import { describe, expect, it } from 'vitest';
import { en } from './en/en';
import { zhHant } from './zh-hant/zh-hant';

type Tree = { readonly [key: string]: string | Tree };

function texts(tree: Tree, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as const]
      : texts(value, `${path}${key}.`),
  );
}

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)>/g)].map((match) => match[0]).sort();

describe('languages', () => {
  const english = texts(en);
  const chinese = new Map(texts(zhHant));

  it('have the same keys, each with a text', () => {
    expect([...chinese.keys()].sort()).toEqual(english.map(([key]) => key).sort());
    expect([...chinese.values()].every((text) => text.trim() !== '')).toBe(true);
  });

  it('name the same values in the same text', () => {
    const values = english.map(([key, text]) => [key, placeholders(text)] as const);
    const translated = english.map(([key]) => [key, placeholders(chinese.get(key) ?? '')] as const);
    expect(translated).toEqual(values);
  });
});
