import { lstat } from 'node:fs/promises';
import { inEnglish, type InEnglish } from '#shared/messages/english';
import type { AppError } from '#shared/result/app-error';
import type { Status } from '#shared/model/status';
import { launchComputer } from '#elevation/launch-computer';
import { connectHelper } from '#transport/helper-connection';

/** What a user saw who started this computer's helper; printed as one line. */
export interface StartReport {
  readonly error: InEnglish<AppError> | null;
  /** What the helper answered to that user. */
  readonly status: Status | null;
  readonly socket: { readonly uid: number; readonly mode: number } | null;
  /** How long the start took, in milliseconds. */
  readonly took: number;
}

/**
 * A program for tests: starts the helper of this computer as the app does, and lives until its
 * standard input ends. Arguments: the socket and the helper's bundle.
 */
async function main([socket = '', helperBundle = '']: readonly string[]): Promise<void> {
  const started = Date.now();
  const launched = await launchComputer({ socket, helperBundle, owner: process.getuid?.() ?? -1 });
  const took = Date.now() - started;
  const connection = launched.ok ? await connectHelper(socket) : null;
  const file = await lstat(socket).catch(() => null);
  const report: StartReport = {
    error: launched.ok ? null : inEnglish(launched.error),
    status: connection?.ok === true ? connection.value.status : null,
    socket: file === null ? null : { uid: file.uid, mode: file.mode & 0o7777 },
    took,
  };
  console.log(JSON.stringify(report));
  process.stdin.resume().once('end', () => process.exit());
}

void main(process.argv.slice(2));
