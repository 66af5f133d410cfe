// @ts-check
// npm test: sets up, builds and checks everything. Arguments go to the test runner, for example
// `npm test -- --project unit`. With --faults-too it also runs the slow tests: the project `faults`,
// and the relay and publishing tests on newer Nodes. The last line counts tests and checks.
import { join } from 'node:path';
import { checkout, ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { testOnOtherNodes } from './test-on-other-nodes.mjs';
import { run } from './run.mjs';
import { printSummary } from './test-report.mjs';
import { runVitest } from './vitest-run.mjs';

/**
 * Checks that are not tests: a name and a program of `node_modules/.bin` with its arguments. Each
 * counts as one test.
 *
 * @type {readonly (readonly [name: string, program: string, ...args: string[]])[]}
 */
const checks = [
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
];

const faultsToo = process.argv.includes('--faults-too');
const chosen = process.argv.slice(2).filter((word) => word !== '--faults-too');

await ensureSetup('test', { otherNodes: faultsToo });
await ensureBuilt();
/** @type {import('./test-report.mjs').Report[]} */
const reports = await Promise.all(checks.map(check));
reports.push(await runVitest(chosen.length > 0 ? chosen : ['--project', '!faults']));
if (faultsToo) {
  reports.push(await runVitest(['--project', 'faults']));
  reports.push(...(await testOnOtherNodes()));
}
process.exitCode = printSummary(reports);

/** @param {(typeof checks)[number]} check */
async function check([name, program, ...args]) {
  const code = await run(join(checkout, 'node_modules/.bin', program), args, { cwd: checkout });
  process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}: ${name}\n`);
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0, outcome: { failed: [name], flaky: [] } };
}
