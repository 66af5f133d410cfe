// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Where the outcome is written, as an {@link Outcome} in JSON. */
export const outcomeFile = `${checkout}dist/test-outcome.json`;

/**
 * What the runner's own JSON report does not record.
 *
 * @typedef {object} Outcome
 * @property {readonly string[]} failed names of the failed tests, and of files that failed as a
 *   whole
 * @property {readonly FlakyTest[]} flaky
 *
 * @typedef {object} FlakyTest passed, but not at the first try
 * @property {string} name project, file, suites and test
 * @property {string} reason first line of the first error
 */

/** A reporter for Vitest that writes {@link outcomeFile}. */
export default class OutcomeReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const brokenFiles = modules.filter((module) => module.errors().length > 0);
    const brokenSuites = modules
      .flatMap((module) => [...module.children.allSuites()])
      .filter((suite) => suite.errors().length > 0);
    /** @type {Outcome} */
    const outcome = {
      failed: [
        ...brokenFiles.map(fileName),
        ...[...brokenSuites, ...tests.filter((test) => test.result().state === 'failed')].map(
          fullName,
        ),
      ],
      flaky: tests
        .filter((test) => test.diagnostic()?.flaky === true)
        .map((test) => ({ name: fullName(test), reason: firstError(test) })),
    };
    mkdirSync(dirname(outcomeFile), { recursive: true });
    writeFileSync(outcomeFile, JSON.stringify(outcome));
  }
}

/** @param {import('vitest/node').TestModule} module */
function fileName(module) {
  return `${module.project.name} ${relative(checkout, module.moduleId)}`;
}

/** @param {import('vitest/node').TestCase | import('vitest/node').TestSuite} entity */
function fullName(entity) {
  return `${fileName(entity.module)} > ${entity.fullName}`;
}

/** @param {import('vitest/node').TestCase} test */
function firstError(test) {
  return test.result().errors?.[0]?.message.split('\n', 1)[0] ?? 'unknown';
}
