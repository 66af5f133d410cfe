import { inEnglish, type InEnglish } from '#shared/messages/english';
import { toEnglish } from '#shared/messages/message';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';

/** Exit codes, which scripts rely on. */
export const exitCodes = { done: 0, failed: 1, usage: 2, noHelper: 3 } as const;

export function exitCodeOf(error: AppError): number {
  return error.code === 'HELPER_UNAVAILABLE' ? exitCodes.noHelper : exitCodes.failed;
}

/**
 * Prints a result as one JSON document, or as text for a person, with failures on standard error.
 *
 * @returns the matching exit code
 */
export function report<T>(
  result: Result<T>,
  json: boolean,
  describe: (value: InEnglish<T>) => string,
): number {
  if (json) {
    console.log(JSON.stringify(inEnglish(result)));
  } else if (result.ok) {
    const text = describe(inEnglish(result.value));
    if (text !== '') console.log(text);
  } else {
    console.error(`portolan: ${toEnglish(result.error.message)}`);
  }
  return result.ok ? exitCodes.done : exitCodeOf(result.error);
}
