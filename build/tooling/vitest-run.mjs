// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../setup/ensure.mjs';
import { run } from './run.mjs';
import { countTests } from './test-report.mjs';

const report = join(checkout, 'dist/test-report.json');

/**
 * Runs the test runner and shows what it prints.
 *
 * @param {readonly string[]} args such as `--project`, `unit`
 * @returns {Promise<import('./test-report.mjs').Counts>}
 */
export async function runVitest(args) {
  mkdirSync(join(checkout, 'dist'), { recursive: true });
  rmSync(report, { force: true });
  const options = [
    'run',
    '--config',
    'build/tooling/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await run(join(checkout, 'node_modules/.bin/vitest'), [...options, ...args], {
    cwd: checkout,
  });
  return countTests(readReport(), code);
}

/** @returns {unknown} null when the test runner did not come to its end */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}
