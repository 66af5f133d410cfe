import { inEnglish, type InEnglish } from '#shared/messages/english';
import { toEnglish, type Text } from '#shared/messages/message';
import { jsonText } from '#shared/model/json-text';
import { visibleLines, visibleNote, visibleTexts } from '#shared/model/visible-text';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';

// All output of the command line passes through this file; lint refuses any other way. What it
// prints comes from processes, containers, rules and files of others, so no text may control the
// terminal or pass for a line of ours.

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
  if (json) printJson([result]);
  else if (result.ok) printValues([result.value], describe);
  else complain(result.error.message);
  return result.ok ? exitCodes.done : exitCodeOf(result.error);
}

/** Prints values for a person. The describer gets only visible texts, and lays them out. */
export function printValues<T>(
  values: readonly T[],
  describe: (value: InEnglish<T>) => string,
): void {
  const text = values.map((value) => describe(visibleTexts(inEnglish(value)))).join('\n');
  if (text !== '') print(text);
}

/** Prints lines. Those that a describer made of anything but its value are made visible too. */
export function print(text: string): void {
  console.log(visibleLines(text, Infinity));
}

/** Prints each value as a JSON document on a line of its own. */
export function printJson(values: readonly unknown[]): void {
  if (values.length > 0) console.log(values.map((one) => jsonText(inEnglish(one))).join('\n'));
}

/** Prints a failure or a note on standard error. */
export function complain(text: Text): void {
  console.error(visibleNote(toEnglish(text)));
}

/** Prints words of our own on standard error. */
export function note(text: string): void {
  console.error(visibleLines(text));
}

/** Bytes of output that wait for a slow reader. */
export function outputBacklog(): number {
  return process.stdout.writableLength;
}

/** Resolves when the reader has closed the pipe. */
export async function brokenPipe(): Promise<void> {
  await new Promise((resolve) => process.stdout.once('error', resolve));
}
