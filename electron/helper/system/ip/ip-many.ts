import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { nsenterArgs } from '../inside';
import { programPath } from '../programs';
import { run, type RunOptions } from '../run';
import { readBatch } from './ip';

/** The path by which a program reads its descriptor 3. */
const inheritedFile = '/proc/self/fd/3';
/** `ip` prints a JSON document for each line of the batch. */
const documents = readBatch.trim().split('\n').length;

/**
 * Reads what `ipRead` does of many network namespaces. One xargs(1) starts all the programs, which
 * costs a third of starting each from a large process such as this one.
 */
export class IpBatchReader {
  /** The batch as a file without a name: each `ip` reads it from the start. */
  #batchFile: Promise<FileHandle> | null = null;

  /**
   * @param paths the namespaces' files
   * @param limits the reading of all of them is ended beyond
   * @returns the text of each; an error when one of them could not be read, without saying which
   */
  async read(
    paths: readonly string[],
    limits: Pick<RunOptions, 'timeout' | 'maxOutput'>,
  ): Promise<Result<readonly string[]>> {
    const [nsenter, ip] = [programPath('nsenter'), programPath('ip')];
    if (nsenter === null || ip === null) return err(appError('UNSUPPORTED', msg('stale.noIp')));
    try {
      this.#batchFile ??= makeBatchFile();
      const { fd } = await this.#batchFile;
      const batch = [ip, '-json', '-details', '-batch', inheritedFile];
      const command = [nsenter, ...nsenterArgs('{}', batch)];
      const done = await run('xargs', ['-0', '-I', '{}', ...command], {
        input: paths.join('\0'),
        inherited: fd,
        ...limits,
      });
      return done.ok ? split(done.value.stdout, paths.length) : done;
    } catch (error) {
      this.#batchFile = null;
      const reason = error instanceof Error ? error.message : String(error);
      return err(appError('UNSUPPORTED', msg('stale.noTemporaryFile', { reason })));
    }
  }
}

/** open(2), asm-generic/fcntl.h; Node has no name for it. Creates a file that never has a name. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

async function makeBatchFile(): Promise<FileHandle> {
  const file = await open(tmpdir(), O_TMPFILE | constants.O_RDWR, 0o600).catch(makeUnnamed);
  await file.write(readBatch);
  return file;
}

/** The same on a file system without such files; a helper that is killed here leaves an empty one. */
async function makeUnnamed(): Promise<FileHandle> {
  const path = join(tmpdir(), `portolan-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

function split(text: string, count: number): Result<readonly string[]> {
  const lines = text.split('\n').filter((line) => line.startsWith('['));
  if (lines.length !== count * documents) {
    return err(appError('UNSUPPORTED', msg('stale.namespaceGone')));
  }
  return ok(
    Array.from({ length: count }, (_, i) =>
      lines.slice(i * documents, (i + 1) * documents).join('\n'),
    ),
  );
}
