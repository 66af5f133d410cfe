import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '..');
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).map((file) =>
  join(renderer, file),
);
const filesOf = (extension: string) => files.filter((file) => file.endsWith(extension));

it('has every stylesheet imported by a module', () => {
  const imported = new Set(
    filesOf('.tsx').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^import '(\..+\.css)';$/gm)].map(([, path = '']) =>
        join(dirname(file), path),
      ),
    ),
  );
  const stylesheets = filesOf('.css');
  expect(stylesheets.map((file) => basename(file))).toContain('theme.css');
  expect(stylesheets.filter((file) => !imported.has(file))).toEqual([]);
});
