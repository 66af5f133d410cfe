import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders: Readonly<Record<string, string>> = {
  K: 'electron/test/kernel',
  E: 'electron/e2e',
  H: 'electron/helper',
};

/** The third cell of each row: `file`: beginnings of titles; `file`. */
const cells = readFileSync(join(root, 'build/docs/security.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`') && line.split(' | ').length === 3)
  .map((line) => line.split(' | ')[2]?.replace(/\s*\|$/, '') ?? '');

const references = cells.flatMap((cell) =>
  [...cell.matchAll(/`([^`]+)`(?::([^`]*))?/g)].map(([, file = '', titles = '']) => ({
    file,
    titles: titles
      .split(';')
      .map((title) => title.trim())
      .filter((title) => title !== ''),
  })),
);

function fileOf(name: string): string | undefined {
  const path = name.replace(/^([KEH])\//, (_, letter: string) => `${folders[letter] ?? ''}/`);
  return [path, `${path}.kernel.test.ts`, `${path}.test.ts`]
    .map((candidate) => join(root, candidate))
    .find((candidate) => /\.tsx?$/.test(candidate) && existsSync(candidate));
}

it('names only tests that exist', () => {
  expect(references.length).toBeGreaterThan(50);
  const missing = references.flatMap(({ file, titles }) => {
    const path = fileOf(file);
    if (path === undefined) return [file];
    const text = readFileSync(path, 'utf8').replace(/\s+/g, ' ');
    return titles.filter((title) => !text.includes(title)).map((title) => `${file}: ${title}`);
  });
  expect(missing).toEqual([]);
});
