// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../setup/ensure.mjs';
import { outcomeFile } from './outcome-reporter.mjs';
import { run } from './run.mjs';
import { countTests, ranOn } from './test-report.mjs';

const countsFile = join(checkout, 'dist/test-report.json');

/**
 * Runs the test runner and shows its output. Everything that the tests start with this Node (the
 * helper too) runs on the same Node as the test runner.
 *
 * @param {readonly string[]} args such as `--project`, `unit`
 * @param {import('../setup/fetch-nodes.mjs').OtherNode} [node] default: this one
 * @returns {Promise<import('./test-report.mjs').Report>}
 */
export async function runVitest(args, node) {
  mkdirSync(join(checkout, 'dist'), { recursive: true });
  for (const file of [countsFile, outcomeFile]) rmSync(file, { force: true });
  const runner = [
    join(checkout, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'build/tooling/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${countsFile}`,
    '--reporter=build/tooling/outcome-reporter.mjs',
    ...args,
  ];
  const code = await run(node?.executable ?? process.execPath, runner, { cwd: checkout });
  const outcome = /** @type {import('./outcome-reporter.mjs').Outcome | null} */ (
    readJson(outcomeFile)
  ) ?? { failed: [], flaky: [] };
  return {
    ...countTests(readJson(countsFile), code),
    outcome: node === undefined ? outcome : ranOn(outcome, `Node ${node.version}`),
  };
}

/**
 * @param {string} file
 * @returns {unknown} null when the test runner was ended before it wrote the file
 */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
