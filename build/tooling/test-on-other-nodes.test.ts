import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { suites } from './test-on-other-nodes.mjs';

const root = join(import.meta.dirname, '../..');
const files = readdirSync(join(root, 'electron'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `electron/${file}`);

it.each(suites)('%s, which runs on other Nodes, has tests', (suite) => {
  expect(files.filter((file) => file.includes(suite))).not.toEqual([]);
});
