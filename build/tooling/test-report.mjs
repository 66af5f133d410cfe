// @ts-check

/**
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts
 * @typedef {import('./outcome-reporter.mjs').Outcome} Outcome
 * @typedef {Counts & { readonly outcome?: Outcome }} Report of one run or one check
 */

/**
 * Counts the tests in the test runner's JSON report. A run that failed without a failed test (a
 * file that does not load, an error between tests) or that ran no test at all counts as one
 * failure.
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
 * Adds to the names of an outcome where its tests ran.
 *
 * @param {Outcome} outcome
 * @param {string} place such as `Node 24.1.0`
 * @returns {Outcome}
 */
export function ranOn(outcome, place) {
  const on = (/** @type {string} */ name) => `${name} (${place})`;
  return {
    failed: outcome.failed.map(on),
    flaky: outcome.flaky.map(({ name, reason }) => ({ name: on(name), reason })),
  };
}

/**
 * The end of the output: the failed tests, those that passed only when they were repeated, and as
 * the last line the number of tests.
 *
 * @param {readonly Report[]} reports
 * @returns {string}
 */
export function summary(reports) {
  const outcomes = reports.flatMap(({ outcome }) => outcome ?? []);
  const failedTests = outcomes.flatMap((outcome) => outcome.failed);
  const flakyTests = outcomes.flatMap((outcome) => outcome.flaky);
  const { passed, failed, skipped } = total(reports);
  return [
    ...failedTests.map((name) => `failed: ${name}`),
    ...flakyTests.flatMap(({ name, reason }) => [`flaky: ${name}`, `       first try: ${reason}`]),
    `tests: ${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Prints the {@link summary}.
 *
 * @param {readonly Report[]} reports
 * @returns {0 | 1} the exit code
 */
export function printSummary(reports) {
  process.stdout.write(summary(reports));
  return total(reports).failed === 0 ? 0 : 1;
}

/**
 * @param {unknown} report
 * @param {string} key
 */
function numberAt(report, key) {
  const value = /** @type {Readonly<Record<string, unknown>> | null} */ (report)?.[key];
  return typeof value === 'number' ? value : 0;
}
