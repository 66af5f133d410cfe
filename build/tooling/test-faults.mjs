// @ts-check
// npm run test:faults: the slow tests of faults and loads. Arguments go to the test runner. The
// last line counts the tests.
import { ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { printSummary } from './test-report.mjs';
import { runVitest } from './vitest-run.mjs';

await ensureSetup('test');
await ensureBuilt();
process.env['PORTOLAN_LONG'] = '1';
const report = await runVitest(['--project', 'faults', ...process.argv.slice(2)]);
process.exitCode = printSummary([report]);
