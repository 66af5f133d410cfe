import { describe, expect, it } from 'vitest';
import { countTests, total } from './test-report.mjs';

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
