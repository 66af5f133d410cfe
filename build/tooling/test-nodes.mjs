// @ts-check
// npm run test:nodes: the relay and publishing tests on newer versions of Node. The last line counts
// the tests.
import { ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { testOnOtherNodes } from './test-on-other-nodes.mjs';
import { printSummary } from './test-report.mjs';

await ensureSetup('test', { otherNodes: true });
await ensureBuilt();
process.exitCode = printSummary(await testOnOtherNodes());
