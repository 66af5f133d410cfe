import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { visibleLines } from '#shared/model/visible-text';

/** The outcome of a helper's start. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly stderr: string }
  | { readonly kind: 'late'; readonly stderr: string };

/** How much of its standard error is kept, in UTF-16 units. */
const stderrLimit = 8_192;

/**
 * Waits for the line `{"event":"ready",…}` on a helper's standard output. Copies its standard error
 * to ours, with control characters made visible: it may repeat names that others gave.
 *
 * @param limit in milliseconds
 */
export function awaitReady(child: ChildProcess, limit: number): Promise<Readiness> {
  return new Promise((resolve) => {
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-stderrLimit);
      process.stderr.write(visibleLines(chunk, Infinity));
    });
    const timer = setTimeout(() => {
      resolve({ kind: 'late', stderr });
    }, limit);
    const settle = (readiness: Readiness) => {
      clearTimeout(timer);
      resolve(readiness);
    };
    child.once('error', (error) => {
      settle({ kind: 'ended', exitCode: null, stderr: error.message });
    });
    // 'close' comes after the streams have ended, so stderr is complete.
    child.once('close', (exitCode) => {
      settle({ kind: 'ended', exitCode, stderr });
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (isReadyLine(line)) settle({ kind: 'ready' });
    });
  });
}

function isReadyLine(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return (
      typeof value === 'object' && value !== null && 'event' in value && value.event === 'ready'
    );
  } catch {
    return false;
  }
}
