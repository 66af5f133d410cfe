import { stat } from 'node:fs/promises';
import { appError, type AppError } from '#shared/result/app-error';
import { msg } from '#shared/messages/message';
import { parseLockHolder } from '../proc/parse-locks';
import { processName } from '../proc/processes';
import { readProc } from '../proc/read-proc';

/**
 * The file that iptables-legacy locks (flock(2)) while it changes rules; iptables-nft needs no
 * lock.
 */
const lockFile = '/run/xtables.lock';

/** The exit code when iptables gave up waiting (iptables' xshared.h, `RESOURCE_PROBLEM`). */
const resourceProblem = 4;

/**
 * Explains a failure of iptables that the xtables lock caused.
 *
 * @returns TIMED_OUT with the program that holds the lock, or null for another failure
 */
export async function lockedOut(error: AppError): Promise<AppError | null> {
  if (error.code !== 'COMMAND_FAILED') return null;
  const { exitCode, stderr, argv } = error.details;
  if (exitCode !== resourceProblem || !stderr.includes('xtables lock')) return null;
  const holder = await lockHolder();
  return appError(
    'TIMED_OUT',
    holder === null
      ? msg('error.lockedByUnknown', { lock: lockFile })
      : msg('error.locked', { program: msg('program.process', { ...holder }), lock: lockFile }),
    { argv, lock: lockFile, ...holder },
  );
}

/** Finds the process that holds the lock; null when it is unknown or the lock is free by now. */
async function lockHolder(): Promise<{ readonly pid: number; readonly process: string } | null> {
  try {
    const { ino } = await stat(lockFile);
    const pid = parseLockHolder(await readProc('/proc/locks'), ino);
    return pid === null ? null : { pid, process: await processName(pid) };
  } catch {
    return null;
  }
}
