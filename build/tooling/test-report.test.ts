import { describe, expect, it } from 'vitest';
import { countTests, ranOn, summary, total } from './test-report.mjs';

describe('countTests', () => {
  it('counts what the report says', () => {
    const report = { numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 };
    expect(countTests(report, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('counts a run that failed without a failed test as a failure', () => {
    const report = { numPassedTests: 5, numFailedTests: 0 };
    expect(countTests(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('does not call a run without tests a success', () => {
    expect(countTests({ numPassedTests: 0, numFailedTests: 0 }, 0).failed).toBe(1);
    expect(countTests(null, 0).failed).toBe(1);
  });
});

describe('total', () => {
  it('adds up', () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(total([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  });
});

describe('summary', () => {
  const counts = { passed: 3, failed: 0, skipped: 1 };

  it('is one line when nothing failed', () => {
    expect(summary([counts, counts])).toBe('tests: 6 passed, 0 failed, 2 skipped\n');
  });

  it('lists failed and flaky tests by name before the number of tests', () => {
    const first = {
      passed: 1,
      failed: 1,
      skipped: 0,
      outcome: { failed: ['kernel a.test.ts > relay > closes'], flaky: [] },
    };
    const second = {
      ...counts,
      outcome: ranOn(
        { failed: [], flaky: [{ name: 'e2e b.test.ts > opens', reason: 'Error: timeout' }] },
        'Node 24.1.0',
      ),
    };
    expect(summary([counts, first, second]).split('\n')).toEqual([
      'failed: kernel a.test.ts > relay > closes',
      'flaky: e2e b.test.ts > opens (Node 24.1.0)',
      '       first try: Error: timeout',
      'tests: 7 passed, 1 failed, 2 skipped',
      '',
    ]);
  });
});

describe('ranOn', () => {
  it('names the place of every failed and flaky test', () => {
    const outcome = { failed: ['a'], flaky: [{ name: 'b', reason: 'c' }] };
    expect(ranOn(outcome, 'Node 26')).toEqual({
      failed: ['a (Node 26)'],
      flaky: [{ name: 'b (Node 26)', reason: 'c' }],
    });
  });
});
