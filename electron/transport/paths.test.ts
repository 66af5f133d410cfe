import { expect, it } from 'vitest';
import { socketPathProblem } from './paths';
import { toEnglish } from '#shared/messages/message';

it('accepts the same socket paths as the kernel, measured in bytes', () => {
  expect(socketPathProblem('/run/portolan/helper.sock')).toBeNull();
  expect(socketPathProblem('x'.repeat(107))).toBeNull();
  expect(toEnglish(socketPathProblem('x'.repeat(108)) ?? '')).toContain('107 bytes');
  expect(toEnglish(socketPathProblem('港'.repeat(36)) ?? '')).toContain('107 bytes');
  expect(toEnglish(socketPathProblem('') ?? '')).toContain('empty');
  expect(toEnglish(socketPathProblem('/run/a\0b') ?? '')).toContain('zero byte');
});
