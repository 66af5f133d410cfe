import { readFile, stat } from 'node:fs/promises';
import { appError, type AppError } from '#shared/result/app-error';
import { msg } from '#shared/messages/message';
import { readProc } from '../proc/read-proc';

/** The file that iptables-legacy locks (flock(2)) while it changes rules; iptables-nft needs no lock. */
const lockFile = '/run/xtables.lock';

/** With this iptables tells that it gave up waiting (iptables' xshared.h, `RESOURCE_PROBLEM`). */
const resourceProblem = 4;

/**
 * Puts a failure of iptables into clear words when it came from the xtables lock.
 *
 * @returns TIMED_OUT with the program that holds the lock, or null for a failure of another kind
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

/** Finds who holds the lock, by /proc/locks (proc_locks(5)); null when it is not told or free by now. */
async function lockHolder(): Promise<{ readonly pid: number; readonly process: string } | null> {
  try {
    const { ino } = await stat(lockFile);
    const locks = await readProc('/proc/locks');
    const held = new RegExp(`^\\d+: FLOCK +ADVISORY +WRITE (\\d+) \\S+:${String(ino)} `, 'm');
    const pid = Number(held.exec(locks)?.[1] ?? 0);
    if (pid === 0) return null;
    return { pid, process: (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim() };
  } catch {
    return null;
  }
}
