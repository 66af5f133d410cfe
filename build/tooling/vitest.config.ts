import { defineConfig } from 'vitest/config';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const everywhere = ['shared', 'electron', 'build', 'renderer'];
const tests = (folders: readonly string[], suffix: string) =>
  folders.map((folder) => `${folder}/**/*${suffix}`);
const kernelTests = tests(everywhere, '.kernel.test.ts');
const faultTests = tests(everywhere, '.faults.test.ts');
const windowTests = tests(['electron/e2e'], '.test.ts');

/**
 * Times to repeat a failed kernel, window or fault test, since a busy machine can delay anything.
 * The tests that needed it are listed at the end of the run (outcome-reporter.mjs).
 */
const retry = 1;

/**
 * Four kinds of tests, by what they need: nothing, a DOM, a kernel to change, or the built app. A
 * fifth, `faults`, takes minutes and has its own command.
 */
export default defineConfig({
  root,
  define: { __PORTOLAN_VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    // No test asserts how long something takes, so a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: tests(['shared', 'electron', 'build'], '.test.ts'),
          exclude: [...kernelTests, ...windowTests, ...faultTests],
        },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          setupFiles: ['renderer/testing/patience.ts'],
          include: [...tests(['renderer'], '.test.ts'), ...tests(['renderer'], '.test.tsx')],
        },
      },
      {
        extends: true,
        test: {
          name: 'kernel',
          retry,
          environment: 'node',
          include: kernelTests,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          retry,
          environment: 'node',
          include: windowTests,
          exclude: [...kernelTests, ...faultTests],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          retry,
          environment: 'node',
          include: faultTests,
          testTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
