// @ts-check
// npm test: sets up, builds, and checks everything. Arguments go to the test runner, as in
// `npm test -- --project unit`. The last line counts the tests and the checks together.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { run } from './run.mjs';
import { countTests, total } from './test-report.mjs';

const report = join(checkout, 'dist/test-report.json');
const bin = (/** @type {string} */ name) => join(checkout, 'node_modules/.bin', name);

/** Checks that are not tests of their own: each counts as one. */
const checks = /** @type {const} */ ([
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  [
    'lint',
    'eslint',
    '--config',
    'build/tooling/eslint.config.mjs',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    'dist/.eslintcache',
    '.',
  ],
  ['types', 'tsc', '--build'],
]);

await ensureSetup('test');
await ensureBuilt();
const counts = [];
for (const [name, program, ...args] of checks) {
  const code = await run(bin(program), args, { cwd: checkout });
  process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}: ${name}\n`);
  counts.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
}

mkdirSync(join(checkout, 'dist'), { recursive: true });
rmSync(report, { force: true });
const vitest = [
  'run',
  '--config',
  'build/tooling/vitest.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];
const code = await run(bin('vitest'), [...vitest, ...process.argv.slice(2)], { cwd: checkout });
counts.push(countTests(readReport(), code));

const { passed, failed, skipped } = total(counts);
process.stdout.write(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** @returns {unknown} null when the test runner did not come to its end */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}
