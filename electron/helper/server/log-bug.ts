import { visibleNote } from '#shared/model/visible-text';

/**
 * Logs an error that no code expected on standard error, with its stack.
 *
 * @param where it came up, for example `in publish`
 */
export function logBug(where: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(visibleNote(`bug ${where}: ${text}`));
}
