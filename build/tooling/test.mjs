// @ts-check
// npm test: sets up, builds, and checks everything. Arguments go to the test runner, as in
// `npm test -- --project unit`. The tests of the project `faults`, which take minutes, have a command of their own and
// come only with --faults-too. The last line counts the tests and the checks together.
import { join } from 'node:path';
import { checkout, ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { run } from './run.mjs';
import { printTotal } from './test-report.mjs';
import { runVitest } from './vitest-run.mjs';

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
  [
    'layers',
    'depcruise',
    '--config',
    'build/tooling/layers-config.mjs',
    '--output-type',
    'err-long',
    'shared',
    'electron',
    'renderer',
    'build',
  ],
  ['types', 'tsc', '--build'],
]);

await ensureSetup('test');
await ensureBuilt();
// All at once: the slowest one keeps only one core busy.
const counts = await Promise.all(
  checks.map(async ([name, program, ...args]) => {
    const code = await run(bin(program), args, { cwd: checkout });
    process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}: ${name}\n`);
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  }),
);

const faultsToo = process.argv.includes('--faults-too');
const chosen = process.argv.slice(2).filter((word) => word !== '--faults-too');
counts.push(await runVitest(chosen.length > 0 ? chosen : ['--project', '!faults']));
if (faultsToo) counts.push(await runVitest(['--project', 'faults']));
process.exitCode = printTotal(counts);
