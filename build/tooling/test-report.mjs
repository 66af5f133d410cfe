// @ts-check

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts */

/**
 * Counts what the test runner's JSON report says. A run that failed without a failed test (a file that did not
 * load, an error between tests) or that ran no test at all counts as one failure.
 *
 * @param {unknown} report as Vitest's `json` reporter writes it; null when there is none
 * @param {number} exitCode of the test runner
 * @returns {Counts}
 */
export function countTests(report, exitCode) {
  const passed = numberAt(report, 'numPassedTests');
  const failed = numberAt(report, 'numFailedTests');
  const skipped = numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests');
  const unexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: unexplained ? 1 : failed, skipped };
}

/**
 * @param {readonly Counts[]} counts
 * @returns {Counts}
 */
export function total(counts) {
  return counts.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * Prints the line by which others learn how it went.
 *
 * @param {readonly Counts[]} counts
 * @returns {0 | 1} the exit code that says the same
 */
export function printTotal(counts) {
  const { passed, failed, skipped } = total(counts);
  const numbers = `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
  process.stdout.write(`tests: ${numbers}\n`);
  return failed === 0 ? 0 : 1;
}

/**
 * @param {unknown} report
 * @param {string} key
 */
function numberAt(report, key) {
  const value = /** @type {Readonly<Record<string, unknown>> | null} */ (report)?.[key];
  return typeof value === 'number' ? value : 0;
}
