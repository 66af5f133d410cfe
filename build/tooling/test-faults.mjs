// @ts-check
// npm run test:faults: the tests that take minutes, of faults and of loads. Arguments go to the test runner. The last
// line counts the tests.
import { ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { printTotal } from './test-report.mjs';
import { runVitest } from './vitest-run.mjs';

await ensureSetup('test');
await ensureBuilt();
process.exitCode = printTotal([await runVitest(['--project', 'faults', ...process.argv.slice(2)])]);
