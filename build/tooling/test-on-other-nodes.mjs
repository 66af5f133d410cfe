// @ts-check
import { ensureOtherNodes } from '../setup/fetch-nodes.mjs';
import { runVitest } from './vitest-run.mjs';

/**
 * The tests that also run on newer versions of Node, as parts of their paths: those of the relays,
 * which use undocumented parts of Node, and those of publishing, which runs the relays.
 */
export const suites = /** @type {const} */ ([
  'electron/helper/proxy/',
  '/bad-wire.kernel.test.ts',
  '/file-limit.kernel.test.ts',
  '/idle-limit.kernel.test.ts',
  '/loads.kernel.test.ts',
  '/families.kernel.test.ts',
  '/publish.kernel.test.ts',
]);

/**
 * Runs the {@link suites} once on each other Node: the tests, the helper and the command line.
 *
 * @returns {Promise<readonly import('./test-report.mjs').Report[]>}
 */
export async function testOnOtherNodes() {
  const nodes = await ensureOtherNodes();
  if (nodes.length === 0) {
    process.stdout.write('skipped: tests on newer Nodes (available for x64 Linux only)\n');
    return [{ passed: 0, failed: 0, skipped: 1 }];
  }
  const reports = [];
  for (const node of nodes) {
    process.stdout.write(`\nRelay and publishing tests on Node ${node.version}\n`);
    reports.push(await runVitest(['--project', 'unit', '--project', 'kernel', ...suites], node));
  }
  return reports;
}
