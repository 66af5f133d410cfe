import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { parseStat } from '../system/proc/parse-stat';
import { namespaceInode } from '../system/proc/processes';

const folder = '/run/portolan';

/**
 * Ensures that only one helper acts in a network namespace. The lock names its process by id and
 * start time, so the lock of a killed process does not count.
 *
 * @returns a function that releases the lock; NAME_IN_USE when another helper runs here
 */
export async function lockNamespace(): Promise<Result<() => Promise<void>>> {
  const inode = await namespaceInode('self');
  const path = join(folder, `netns-${String(inode)}.lock`);
  const mine = `${String(process.pid)} ${await startTime(process.pid)}`;
  const temporary = `${path}.${String(process.pid)}`;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeFile(temporary, mine);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      const taken = await link(temporary, path).then(
        () => true,
        () => false,
      );
      if (taken) return ok(() => rm(path, { force: true }));
      const holder = await readFile(path, 'utf8').catch(() => '');
      const [pid = '', started = ''] = holder.split(' ');
      if (holder !== '' && (await startTime(Number(pid))) === started) {
        return err(
          appError('NAME_IN_USE', msg('launch.namespaceTaken', { pid }), { pid: Number(pid) }),
        );
      }
      await rm(path, { force: true });
    }
    return err(appError('NAME_IN_USE', msg('launch.namespaceBusy')));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** When a process started, in clock ticks since boot; empty when it ended. */
async function startTime(pid: number): Promise<string> {
  const stat = parseStat(await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => ''));
  return stat === null ? '' : String(stat.startTime);
}
